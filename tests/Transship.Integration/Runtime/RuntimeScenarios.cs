using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transship.Api.Endpoints;
using Transship.Integration.Clusters;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Models;
using Transship.Runtime.Conditions;
using Transship.Runtime.Health;
using Transship.Runtime.Hosting;
using Transship.Runtime.Writes;
using Transship.Testing.Time;

namespace Transship.Integration.Runtime;

/// <summary>The runtime on an API server that keeps all the rules: the same scenarios for the real one and for the embedded one.</summary>
public abstract class RuntimeScenarios(ICluster cluster)
{
    private const string Finalizer = "testing.transship.io/clean";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Operator_EntityIsCreatedChangedAndDeleted_EachStepIsOnTheServer(bool useWatchList)
    {
        var ns = await cluster.CreateNamespaceAsync();
        using var client = new KubernetesClient(KubernetesClientConfig.Load(cluster.KubeconfigPath));
        using var host = await StartAsync(client, ns, settings => settings.UseWatchList = useWatchList);
        var life = host.Services.GetRequiredService<EndpointLife>();

        await client.CreateAsync(NewEndpoint(ns), default);
        var stored = await SettledAsync(client, ns, generation: 1);
        Assert.Equal([Finalizer], stored.Metadata.Finalizers);
        Assert.Equal("https://one.example.com", stored.Status!.Conditions.Find("Ready")!.Message);
        Assert.NotNull(await client.GetAsync<V1Secret>("source-child", ns, default));
        await UntilAsync(async () => (await client.ListAsync<V1Event>(new ListQuery { Namespace = ns }, default)).Items.Any(told => told.Reason == "Tested"));

        var transition = stored.Status.Conditions.Find("Ready")!.LastTransitionTime;
        var edit = Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["url"] = "https://two.example.com" } });
        await client.PatchAsync<Endpoint>("source", ns, edit, default);
        stored = await SettledAsync(client, ns, generation: 2);
        Assert.Equal(("https://two.example.com", transition), (stored.Status!.Conditions.Find("Ready")!.Message, stored.Status.Conditions.Find("Ready")!.LastTransitionTime));

        await client.DeleteAsync<Endpoint>("source", ns, null, default);
        await Patience.UntilAsync(() => !life.Deleted.IsEmpty);
        Assert.Null(await client.GetAsync<Endpoint>("source", ns, default));
        Assert.Equal(["source"], life.Finalized.Distinct()); // F2: once more while the cache is late does no harm
        await host.StopAsync();
    }

    [Fact]
    public async Task Operators_TwoReplicas_TheSecondLeadsWhenTheFirstStops()
    {
        var ns = await cluster.CreateNamespaceAsync();
        using var client = new KubernetesClient(KubernetesClientConfig.Load(cluster.KubeconfigPath));
        using var first = await StartAsync(client, ns, _ => { });
        var life = first.Services.GetRequiredService<EndpointLife>();
        await client.CreateAsync(NewEndpoint(ns), default);
        await Patience.UntilAsync(() => !life.Reconciled.IsEmpty);

        using var second = await StartAsync(client, ns, _ => { });
        var health = second.Services.GetRequiredService<OperatorHealth>();
        await Patience.UntilAsync(() => health.ReadinessProblem() is null);
        Assert.False(health.IsLeader);
        await first.StopAsync();
        await Patience.UntilAsync(() => !second.Services.GetRequiredService<EndpointLife>().Reconciled.IsEmpty);
        Assert.True(health.IsLeader);
        Assert.Equal(1, (await client.GetAsync<V1Lease>("runtime-test", ns, default))!.Spec.LeaseTransitions);

        await client.DeleteAsync<Endpoint>("source", ns, null, default);
        await UntilAsync(async () => await client.GetAsync<Endpoint>("source", ns, default) is null);
        await second.StopAsync();
        Assert.Equal("", (await client.GetAsync<V1Lease>("runtime-test", ns, default))!.Spec.HolderIdentity ?? "");
    }

    [Fact]
    public async Task Status_ConditionThatCameAndWent_LeavesNothingBehind()
    {
        var ns = await cluster.CreateNamespaceAsync();
        using var client = new KubernetesClient(KubernetesClientConfig.Load(cluster.KubeconfigPath));
        var writer = new StatusWriter(client, "runtime-test", TimeProvider.System);
        var stored = await client.CreateAsync(NewEndpoint(ns), default);
        foreach (var types in new[] { "Ready,Reconciling", "Ready,Reconciling", "Ready", "Ready,Stalled", "Ready,Stalled", "Ready" })
        {
            var wanted = types.Split(',');
            stored = await writer.ApplyAsync(stored, stored with { Status = StatusOf(wanted, $"{types} of {stored.Metadata.ResourceVersion}") }, default);
            Assert.Equal(wanted, stored.Status!.Conditions!.Select(c => c.Type));
        }

        stored = await client.GetAsync<Endpoint>("source", ns, default);
        Assert.Equal(["Ready"], stored!.Status!.Conditions!.Select(c => c.Type));

        static EndpointStatus StatusOf(string[] types, string message) => new()
        {
            ObservedGeneration = 1,
            Conditions =
            [
                .. types.Select(type => new V1Condition
                {
                    Type = type, Status = ConditionStatus.True, Reason = "Tested", Message = message, LastTransitionTime = DateTimeOffset.UnixEpoch,
                }),
            ],
        };
    }

    private static async Task<IHost> StartAsync(KubernetesClient client, string ns, Action<OperatorSettings> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IKubernetesClient>(client);
        builder.Services
            .AddKubernetesOperator(settings =>
            {
                settings.Name = "runtime-test";
                settings.Namespace = ns;
                settings.WatchNamespaces.Add(ns);
                settings.LeaderElection = true;
                settings.RetryPeriod = TimeSpan.FromSeconds(0.5);
                settings.ExitOnSecondSignal = false;
                configure(settings);
            })
            .AddController<EndpointLife, Endpoint>(options => options.Owns<V1Secret>())
            .AddFinalizer<EndpointLife, Endpoint>(Finalizer);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static Endpoint NewEndpoint(string ns) => new()
    {
        Metadata = new V1ObjectMeta { Name = "source", Namespace = ns },
        Spec = new EndpointSpec { Url = "https://one.example.com" },
    };

    private static async Task<Endpoint> SettledAsync(KubernetesClient client, string ns, long generation)
    {
        Endpoint? stored = null;
        await UntilAsync(async () =>
        {
            stored = await client.GetAsync<Endpoint>("source", ns, default);
            return stored?.Status?.ObservedGeneration == generation;
        });
        return stored!;
    }

    /// <summary>Asks the server again until a condition holds; each answer takes a round trip.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
