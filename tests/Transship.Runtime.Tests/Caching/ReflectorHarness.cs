using Microsoft.Extensions.Logging;
using Transship.Runtime.Caching;
using Transship.Runtime.Telemetry;
using Transship.Runtime.Tests.Logging;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Caching;

/// <summary>A reflector against a server that the test plays, on a clock that the test moves.</summary>
internal sealed class ReflectorHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    internal ReflectorHarness(ReflectorOptions? options = null, Func<double>? jitter = null)
    {
        Reflector = new Reflector<Widget>(Server, options ?? new ReflectorOptions(), Target, Time, jitter ?? (() => 0), Log, Metrics);
        _run = Task.Run(() => Reflector.RunAsync(_stop.Token));
    }

    internal FakeTimeProvider Time { get; } = new();

    internal ScriptedCluster<Widget> Server { get; } = new();

    internal RecordingTarget Target { get; } = new();

    internal RecordingLogger Log { get; } = new();

    internal RuntimeMetrics Metrics { get; } = new();

    internal Reflector<Widget> Reflector { get; }

    /// <summary>Answers the first list and takes the watch that follows.</summary>
    internal async Task<ScriptedWatch<Widget>> ListedAsync(string version, params Widget[] items)
    {
        (await Server.NextListAsync()).Reply(version, items);
        Assert.StartsWith("replace", await Target.NextAsync(), StringComparison.Ordinal);
        return await Server.NextWatchAsync();
    }

    internal bool HasWarned(string text) => Log.Lines.Any(line => line.Level >= LogLevel.Warning && line.Text.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience.Limit);
        _stop.Dispose();
        Metrics.Dispose();
    }
}
