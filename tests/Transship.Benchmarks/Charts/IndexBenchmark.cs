using System.Diagnostics;
using System.Globalization;
using System.Text;
using Transship.Providers;
using Transship.Providers.HelmRepository;
using Transship.Registry.Clients;
using Transship.Testing.Registry;

namespace Transship.Benchmarks.Charts;

/// <summary>An index.yaml of 50,000 versions, read over HTTP: the server makes it up as it sends it, so that what grows is the reader's.</summary>
internal static class IndexBenchmark
{
    private const int Charts = 500;
    private const int VersionsOfEach = 100;
    private const int Rounds = 5;
    private const double MebiByte = 1 << 20;

    internal static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var (charts, sent) = (1, 0L);
        await using var server = await FakeRegistry.StartAsync();
        server.Intercept = async context =>
        {
            sent = 0;
            foreach (var text in Index(charts))
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                sent += bytes.Length;
                await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
            }

            return true;
        };

        await ReadAsync(server.Url); // compiles, and fills buffers
        charts = Charts;
        var (idle, before) = (ProcessMemory.Peak(Environment.ProcessId), GC.GetTotalMemory(forceFullCollection: true));
        var times = new List<double>();
        var kept = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            using var registry = await ReadAsync(server.Url);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            kept = GC.GetTotalMemory(forceFullCollection: true) - before;
            GC.KeepAlive(registry);
        }

        return
        [
            Measurement.AtLeast("size of the index", sent / MebiByte, 50, "MiB"),
            Measurement.AtMost($"time to read {Charts * VersionsOfEach} versions, median of {Rounds}", times.Order().ElementAt(Rounds / 2), 5, "s"),
            Measurement.AtMost("memory that is kept of it", kept / MebiByte, 40, "MiB"),
            Measurement.AtMost("peak memory over that before it, server included", (ProcessMemory.Peak(Environment.ProcessId) - idle) / MebiByte, 128, "MiB"),
        ];
    }

    private static async Task<IRegistry> ReadAsync(Uri url)
    {
        var registry = new HelmRepositoryProvider().Open(new RegistryDeclaration { Url = url }, new RegistryClientOptions());
        await ((IRepositoryListing)registry).ListRepositoriesAsync("", CancellationToken.None).CountAsync();
        return registry;
    }

    private static IEnumerable<string> Index(int charts)
    {
        yield return "apiVersion: v1\nentries:\n";
        for (var chart = 0; chart < charts; chart++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  chart-{chart}:\n");
            for (var version = 0; version < VersionsOfEach; version++)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"""
                      - annotations:
                          text: {new string('x', 800)}
                        created: "2026-01-02T03:04:05Z"
                        description: A chart of the benchmark.
                        digest: {((chart * VersionsOfEach) + version).ToString("x64", CultureInfo.InvariantCulture)}
                        name: chart-{chart}
                        urls:
                        - https://charts.example.com/chart-{chart}-1.0.{version}.tgz
                        version: 1.0.{version}

                    """);
            }
        }
    }
}
