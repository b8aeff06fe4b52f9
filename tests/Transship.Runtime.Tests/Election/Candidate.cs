using Transship.Runtime.Election;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;
using Transship.Runtime.Tests.Logging;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Election;

/// <summary>One replica in an election.</summary>
internal sealed class Candidate : IDisposable
{
    private readonly RuntimeMetrics _metrics = new();

    internal Candidate(FakeCluster cluster, FakeTimeProvider time, string identity)
    {
        Settings = new OperatorSettings { Name = "lease", Namespace = "system", Identity = identity, LeaderElection = true, Jitter = () => 0 };
        Elector = new LeaderElector(cluster, Settings, time, new TypedLogger<LeaderElector>(Log), _metrics);
    }

    internal OperatorSettings Settings { get; }

    internal LeaderElector Elector { get; }

    internal RecordingLogger Log { get; } = new();

    public void Dispose() => _metrics.Dispose();
}
