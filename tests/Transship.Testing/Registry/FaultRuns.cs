using Transship.Registry.Clients;
using Transship.Registry.Copying;
using Transship.Registry.Errors;

namespace Transship.Testing.Registry;

/// <summary>Copies under seeded faults, many times, and what came of it.</summary>
/// <param name="Completed">Copies that came through.</param>
/// <param name="Failed">Copies that failed with a reason.</param>
/// <param name="Faults">Requests that were made to fail.</param>
/// <param name="Violations">What must never happen, in words.</param>
public sealed record FaultRuns(int Completed, int Failed, int Faults, IReadOnlyList<string> Violations)
{
    /// <summary>Runs the seeds from <paramref name="first"/> on, one after the other.</summary>
    public static async Task<FaultRuns> RunAsync(int first, int count)
    {
        await using var source = await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true });
        await using var destination = await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true });
        var client = new RegistryClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1), Jitter = () => 0.5, StallTimeout = TimeSpan.FromMilliseconds(300), RequestTimeout = TimeSpan.FromSeconds(2) };
        using var from = new RegistryClient(source.Endpoint, client);
        using var to = new RegistryClient(destination.Endpoint, client);
        var runs = new FaultRuns(0, 0, 0, []);
        for (var seed = first; seed < first + count; seed++)
        {
            runs = await runs.OneAsync(seed, source, destination, from, to);
        }

        return runs;
    }

    private async Task<FaultRuns> OneAsync(int seed, FakeRegistry source, FakeRegistry destination, RegistryClient from, RegistryClient to)
    {
        var repository = $"r{seed}";
        var images = source.Store[repository];
        images.AddIndex(
            "v1",
            ("amd64", images.AddImage(null, [FakeImages.Bytes(seed, 40_000), FakeImages.Bytes(seed + 1, 200_000)])),
            ("arm64", images.AddImage(null, [FakeImages.Bytes(seed, 40_000), FakeImages.Bytes(seed + 2, 1000)], "arm64")));
        var (reading, writing) = (new FaultPlan(seed, source), new FaultPlan(~seed & int.MaxValue, destination));
        (source.Intercept, destination.Intercept) = (reading.InterceptAsync, writing.InterceptAsync);
        var problems = new List<string>();
        var completed = false;
        try
        {
            await new CopyEngine().CopyAsync(
                new CopyRequest { Source = from, SourceRepository = repository, SourceReference = "v1", Destination = to, DestinationRepository = repository, DestinationTags = ["v1"] },
                null,
                CancellationToken.None);
            completed = true;
        }
        catch (RegistryException)
        {
            // A reason in words is one of the two right ends.
        }
        catch (Exception e)
        {
            problems.Add($"seed {seed}: ended with {e}");
        }

        (source.Intercept, destination.Intercept) = (null, null);
        var tagged = destination.Store.Find(repository)?.Tags.ContainsKey("v1") is true;
        if (tagged && destination.Store.MissingFor(repository, "v1") is { Count: > 0 } missing)
        {
            problems.Add($"seed {seed}: the tag lacks {string.Join(", ", missing)}");
        }

        if (completed && !tagged)
        {
            problems.Add($"seed {seed}: completed without the tag");
        }

        if (!destination.Store.Uploads.IsEmpty)
        {
            problems.Add($"seed {seed}: {destination.Store.Uploads.Count} uploads are left open after {string.Join("; ", destination.Requests.All.Where(r => r.Path.Contains(repository + "/", StringComparison.Ordinal) && r.Path.Contains("/uploads/", StringComparison.Ordinal)))}");
            destination.Store.Uploads.Clear();
        }

        return new FaultRuns(Completed + (completed ? 1 : 0), Failed + (completed ? 0 : 1), Faults + reading.Injected + writing.Injected, [.. Violations, .. problems]);
    }
}
