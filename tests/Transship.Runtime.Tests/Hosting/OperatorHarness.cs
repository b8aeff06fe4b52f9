using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transship.Kubernetes.Client;
using Transship.Runtime.Hosting;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Hosting;

/// <summary>An operator on a fake cluster and a fake clock.</summary>
internal sealed class OperatorHarness : IAsyncDisposable
{
    private readonly IHost _host;

    internal OperatorHarness(Action<IOperatorBuilder> build, Action<OperatorSettings>? configure = null, FakeCluster? cluster = null, FakeTimeProvider? time = null)
    {
        Time = time ?? new FakeTimeProvider();
        Cluster = cluster ?? new FakeCluster(Time);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IKubernetesClient>(Cluster);
        builder.Services.AddSingleton<TimeProvider>(Time);
        build(builder.Services.AddKubernetesOperator(settings =>
        {
            settings.Name = "tester";
            settings.Jitter = () => 0;
            settings.ExitOnSecondSignal = false;
            settings.Exit = code => Exits.Add(code);
            configure?.Invoke(settings);
        }));
        _host = builder.Build();
    }

    internal FakeTimeProvider Time { get; }

    internal FakeCluster Cluster { get; }

    internal List<int> Exits { get; } = [];

    internal IServiceProvider Services => _host.Services;

    internal OperatorHost Operator => Services.GetServices<IHostedService>().OfType<OperatorHost>().Single();

    internal CancellationToken Stopping => Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    internal T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Starts, and waits until the controllers run.</summary>
    internal async Task<OperatorHarness> RunAsync()
    {
        await BeginAsync();
        await Operator.Running.WaitAsync(Patience.Limit);
        return this;
    }

    internal Task BeginAsync() => _host.StartAsync();

    internal Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
