using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Hosting;
using Transship.Runtime.Queue;
using Transship.Testing.Time;

namespace Transship.Benchmarks.Runtime;

/// <summary>What 10,000 objects cost, and how fast the queue and a restart are.</summary>
internal static class RuntimeBenchmarks
{
    private const int Objects = 10_000;
    private const double MebiByte = 1 << 20;

    internal static async Task<IReadOnlyList<Measurement>> RunAsync() => [await MemoryAsync(), await ThroughputAsync(), await RestartAsync()];

    private static async Task<Measurement> MemoryAsync()
    {
        using (var warm = await StartAsync(new GeneratedCluster(10)))
        {
            await warm.StopAsync();
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var host = await StartAsync(new GeneratedCluster(Objects));
        await SettledAsync(host);
        var used = GC.GetTotalMemory(forceFullCollection: true) - before;
        await host.StopAsync();
        return Measurement.AtMost($"{Objects} objects cached", used / MebiByte, 64, "MiB");
    }

    private static async Task<Measurement> ThroughputAsync()
    {
        using var host = await StartAsync(new GeneratedCluster(Objects));
        await SettledAsync(host);
        var (controller, queue) = (host.Services.GetRequiredService<CountingController>(), host.Services.GetRequiredService<IEntityQueue<ReplicationTask>>());
        var keys = host.Services.GetRequiredService<IEntityCache<ReplicationTask>>().List().Select(task => NamespacedName.Of(task)).ToList();
        const int Rounds = 5;
        var started = TimeProvider.System.GetTimestamp();
        for (var round = 1; round <= Rounds; round++)
        {
            keys.ForEach(key => queue.Enqueue(key));
            await Patience.UntilAsync(() => controller.Count == Objects * (round + 1));
        }

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await host.StopAsync();
        return Measurement.AtLeast("reconciles by one worker", Objects * Rounds / seconds, 5000, "per second");
    }

    private static async Task<Measurement> RestartAsync()
    {
        var cluster = new GeneratedCluster(Objects);
        using var host = await StartAsync(cluster, TimeSpan.FromMilliseconds(20));
        var controller = host.Services.GetRequiredService<CountingController>();
        await Patience.UntilAsync(() => controller.Count > 0);
        var seen = new TaskCompletionSource();
        controller.Awaited = ("2", seen);
        var started = TimeProvider.System.GetTimestamp();
        var edited = GeneratedCluster.Make(Objects - 1, 2);
        cluster.Change(edited with { Metadata = edited.Metadata with { Generation = 2 } });
        await seen.Task.WaitAsync(Patience.Limit);
        var milliseconds = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        await host.StopAsync();
        return Measurement.AtMost($"a fresh edit amid {Objects} objects after a restart, 20 ms each", milliseconds, 1000, "ms");
    }

    private static async Task SettledAsync(IHost host)
    {
        var controller = host.Services.GetRequiredService<CountingController>();
        await Patience.UntilAsync(() => controller.Count == Objects);
    }

    private static async Task<IHost> StartAsync(GeneratedCluster cluster, TimeSpan takes = default)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IKubernetesClient>(cluster);
        builder.Services
            .AddKubernetesOperator(settings => settings.ExitOnSecondSignal = false)
            .AddController<CountingController, ReplicationTask>();
        var host = builder.Build();
        host.Services.GetRequiredService<CountingController>().Takes = takes;
        await host.StartAsync();
        return host;
    }
}
