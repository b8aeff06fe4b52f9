using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Copying;

/// <summary>Two fake registries, their clients and an engine between them.</summary>
internal sealed class RegistryPair : IAsyncDisposable
{
    private RegistryPair(FakeRegistry source, FakeRegistry destination, RegistryClientOptions options)
    {
        (Source, Destination) = (source, destination);
        SourceClient = new RegistryClient(source.Endpoint, options);
        DestinationClient = new RegistryClient(destination.Endpoint, options);
    }

    public FakeRegistry Source { get; }

    public FakeRegistry Destination { get; }

    public RegistryClient SourceClient { get; }

    public RegistryClient DestinationClient { get; }

    public CopyEngine Engine { get; } = new();

    /// <summary>Repeats quickly, so that tests need not wait for back-off.</summary>
    public static RegistryClientOptions Quick => new() { RetryDelay = TimeSpan.FromMilliseconds(1), Jitter = () => 0.5 };

    public static async Task<RegistryPair> StartAsync(FakeRegistryOptions? source = null, FakeRegistryOptions? destination = null, RegistryClientOptions? client = null) =>
        new(await FakeRegistry.StartAsync(source), await FakeRegistry.StartAsync(destination), client ?? Quick);

    public Task<CopyResult> CopyAsync(
        string repository, string reference, string destination, string tag, bool mayOverride = true, IProgress<CopyProgress>? progress = null, bool foreignLayers = false, CancellationToken cancellationToken = default) =>
        Engine.CopyAsync(
            new CopyRequest
            {
                Source = SourceClient,
                SourceRepository = repository,
                SourceReference = reference,
                Destination = DestinationClient,
                DestinationRepository = destination,
                DestinationTags = [tag],
                Override = mayOverride,
                ForeignLayers = foreignLayers,
            },
            progress,
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        SourceClient.Dispose();
        DestinationClient.Dispose();
        await Source.DisposeAsync();
        await Destination.DisposeAsync();
    }
}

internal static class Hashes
{
    public static string Of(byte[] bytes) => Digest.Sha256(bytes).ToString();
}
