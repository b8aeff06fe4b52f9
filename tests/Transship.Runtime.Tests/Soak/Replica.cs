using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Runtime.Hosting;
using Transship.Runtime.Tests.Controllers;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Soak;

/// <summary>One operator of several: it speaks to an API server over connections of its own, and stands for election.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly KubernetesClient _client;
    private readonly IHost _host;

    private Replica(Uri server, FakeTimeProvider time, WatchCount watches)
    {
        _client = new KubernetesClient(new KubernetesClientConfig { Server = server, QueriesPerSecond = 0 });
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IKubernetesClient>(new WatchCountingClient(_client, watches));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddKubernetesOperator(settings =>
        {
            settings.Name = "tester";
            settings.LeaderElection = true;
            settings.Jitter = () => 0;
            settings.ExitOnSecondSignal = false;
        }).AddController<RecordingController, Widget>();
        _host = builder.Build();
    }

    /// <summary>Starts one.</summary>
    public static async Task<Replica> StartAsync(Uri server, FakeTimeProvider time, WatchCount watches)
    {
        var replica = new Replica(server, time, watches);
        await replica._host.StartAsync();
        return replica;
    }

    /// <summary>Completes when it leads, and has reconciled what is there.</summary>
    public Task WorksAsync() => _host.Services.GetRequiredService<RecordingController>().NextAsync();

    /// <summary>Ends it in good order.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _client.Dispose();
    }
}
