using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.SharedReads;
using Transship.Registry.Tests.Copying;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.SharedReads;

/// <summary>A source, two destinations, and copies to both at the same time.</summary>
internal sealed class Fan : IAsyncDisposable
{
    private readonly RegistryClient _source;
    private readonly RegistryClient[] _clients;
    private readonly CopyEngine _engine;

    private Fan(FakeRegistry source, FakeRegistry[] destinations, CopyOptions options)
    {
        (Source, Destinations) = (source, destinations);
        _source = new RegistryClient(source.Endpoint, RegistryPair.Quick);
        _clients = [.. destinations.Select(d => new RegistryClient(d.Endpoint, RegistryPair.Quick))];
        _engine = new CopyEngine(options);
    }

    public FakeRegistry Source { get; }

    public FakeRegistry[] Destinations { get; }

    public static async Task<Fan> StartAsync(CopyOptions? options = null) =>
        new(await FakeRegistry.StartAsync(), [await FakeRegistry.StartAsync(), await FakeRegistry.StartAsync()], options ?? new CopyOptions());

    public Task<ReadGroupMember> JoinAsync(int destination, IReadOnlyList<Manifest> images, int companions = 1, string repository = "app") =>
        _engine.JoinAsync(repository, _clients[destination], images.Select(i => i.Digest.ToString()), companions, CancellationToken.None);

    /// <summary>Copies images to one destination as a task does: several at a time.</summary>
    public async Task CopyAsync(int destination, IReadOnlyList<Manifest> images, string repository = "app", CancellationToken cancellationToken = default)
    {
        using var member = await JoinAsync(destination, images, repository: repository);
        await Parallel.ForEachAsync(member.Order(images, i => i.Digest.ToString()), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (image, token) =>
        {
            var request = new CopyRequest
            {
                Source = _source,
                SourceRepository = repository,
                SourceReference = image.Digest.ToString(),
                Destination = _clients[destination],
                DestinationRepository = repository,
                ReadGroup = member,
            };
            try
            {
                await _engine.CopyAsync(request, null, token);
            }
            finally
            {
                member.Finish(image.Digest.ToString());
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await Source.DisposeAsync();
        foreach (var (client, destination) in _clients.Zip(Destinations))
        {
            client.Dispose();
            await destination.DisposeAsync();
        }
    }
}
