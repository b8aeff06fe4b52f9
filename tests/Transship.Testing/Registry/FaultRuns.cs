using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.Errors;

namespace Transship.Testing.Registry;

/// <summary>Copies under seeded faults, many times, and what came of it. Every other one goes to two destinations at the same time.</summary>
/// <param name="Completed">Copies that came through.</param>
/// <param name="Failed">Copies that failed with a reason.</param>
/// <param name="Faults">Requests that were made to fail.</param>
/// <param name="Violations">What must never happen, in words.</param>
public sealed record FaultRuns(int Completed, int Failed, int Faults, IReadOnlyList<string> Violations)
{
    // What the faults can end in; anything else is a wrong reason.
    private static readonly RegistryErrorKind[] Plausible =
        [RegistryErrorKind.ConnectionFailed, RegistryErrorKind.Timeout, RegistryErrorKind.Unavailable, RegistryErrorKind.RateLimited, RegistryErrorKind.DigestMismatch];

    /// <summary>Runs the seeds from <paramref name="first"/> on, one after the other.</summary>
    public static async Task<FaultRuns> RunAsync(int first, int count)
    {
        await using var source = await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true });
        await using var destination = await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true });
        await using var another = await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, ReferrersApi = false });
        var client = new RegistryClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1), Jitter = () => 0.5, StallTimeout = TimeSpan.FromMilliseconds(300), RequestTimeout = TimeSpan.FromSeconds(2) };
        using var from = new RegistryClient(source.Endpoint, client);
        using var to = new RegistryClient(destination.Endpoint, client);
        using var also = new RegistryClient(another.Endpoint, client);
        var runs = new FaultRuns(0, 0, 0, []);
        for (var seed = first; seed < first + count; seed++)
        {
            runs = await runs.OneAsync(seed, (source, from), seed % 2 == 0 ? [(destination, to)] : [(destination, to), (another, also)]);
        }

        return runs;
    }

    private async Task<FaultRuns> OneAsync(int seed, (FakeRegistry Registry, IRegistryClient Client) source, (FakeRegistry Registry, IRegistryClient Client)[] destinations)
    {
        var repository = $"r{seed}";
        var images = source.Registry.Store[repository];
        var image = images.AddImage(null, [FakeImages.Bytes(seed, 40_000), FakeImages.Bytes(seed + 1, 200_000)]);
        var index = images.AddIndex(
            "v1",
            ("amd64", image),
            ("arm64", images.AddImage(null, [FakeImages.Bytes(seed, 40_000), FakeImages.Bytes(seed + 2, 1000)], "arm64")));
        Manifest[] attached = [images.AddReferrer(index, "application/signature", [1]), images.AddReferrer(image, "application/spdx+json", [2, 3])];
        var reading = new FaultPlan(seed, source.Registry);
        var writing = destinations.Select((d, i) => new FaultPlan(~(seed + i) & int.MaxValue, d.Registry)).ToList();
        source.Registry.Intercept = reading.InterceptAsync;
        foreach (var (destination, plan) in destinations.Zip(writing))
        {
            destination.Registry.Intercept = plan.InterceptAsync;
        }

        var engine = new CopyEngine();
        var ends = await Task.WhenAll(destinations.Select(d => CopyAsync(engine, source.Client, d.Client, repository, destinations.Length == 1 ? "v1" : index.Digest.ToString(), destinations.Length - 1)));
        source.Registry.Intercept = null;
        var inspections = destinations.Zip(ends).Select(d => InspectAsync(seed, repository, d.First.Registry, d.First.Client, d.Second is null, attached));
        var problems = ends.Where(e => e is not (null or RegistryException)).Select(e => $"seed {seed}: ended with {e}")
            .Concat(ends.OfType<RegistryException>().Where(e => !Plausible.Contains(e.Kind)).Select(e => $"seed {seed}: failed for the wrong reason: {e}"))
            .Concat((await Task.WhenAll(inspections)).SelectMany(p => p))
            .ToList();
        return new FaultRuns(
            Completed + ends.Count(e => e is null), Failed + ends.Count(e => e is not null), Faults + reading.Injected + writing.Sum(w => w.Injected), [.. Violations, .. problems]);
    }

    private static async Task<Exception?> CopyAsync(CopyEngine engine, IRegistryClient from, IRegistryClient to, string repository, string reference, int companions)
    {
        try
        {
            using var group = await engine.JoinAsync(repository, to, [reference], companions, CancellationToken.None);
            await engine.CopyAsync(
                new CopyRequest { Source = from, SourceRepository = repository, SourceReference = reference, Destination = to, DestinationRepository = repository, DestinationTags = ["v1"], Referrers = true, ReadGroup = group },
                null,
                CancellationToken.None);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static async Task<IReadOnlyList<string>> InspectAsync(
        int seed, string repository, FakeRegistry destination, IRegistryClient client, bool completed, IReadOnlyList<Manifest> attached)
    {
        destination.Intercept = null;
        var problems = new List<string>();
        var tagged = destination.Store.Find(repository)?.Tags.ContainsKey("v1") is true;
        if (tagged && destination.Store.MissingFor(repository, "v1") is { Count: > 0 } missing)
        {
            problems.Add($"seed {seed}: the tag lacks {string.Join(", ", missing)}");
        }

        if (completed && !tagged)
        {
            problems.Add($"seed {seed}: completed without the tag");
        }

        foreach (var referrer in completed ? attached : [])
        {
            var listed = await client.ListReferrersAsync(repository, referrer.Subject!.Digest, CancellationToken.None).AnyAsync(r => r.Digest == referrer.Digest);
            if (!listed || destination.Store.MissingFor(repository, referrer.Digest.ToString()).Count > 0)
            {
                problems.Add($"seed {seed}: completed without what refers to {referrer.Subject.Digest}");
            }
        }

        if (!destination.Store.Uploads.IsEmpty)
        {
            problems.Add($"seed {seed}: {destination.Store.Uploads.Count} uploads are left open after {string.Join("; ", destination.Requests.All.Where(r => r.Path.Contains(repository + "/", StringComparison.Ordinal) && r.Path.Contains("/uploads/", StringComparison.Ordinal)))}");
            destination.Store.Uploads.Clear();
        }

        return problems;
    }
}
