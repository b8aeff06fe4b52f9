using System.Security.Cryptography;
using Transship.Runtime.Election;

namespace Transship.Runtime.Hosting;

/// <summary>How an operator runs.</summary>
public sealed class OperatorSettings
{
    /// <summary>The name: for the lease, the field manager, events, logs and metrics.</summary>
    public string Name { get; set; } = "operator";

    /// <summary>The namespace of the operator itself: there lives its lease.</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>The namespaces that are watched; empty for all.</summary>
    public IList<string> WatchNamespaces { get; } = [];

    /// <summary>Whether several replicas elect a leader. Without it, this process leads at once.</summary>
    public bool LeaderElection { get; set; }

    /// <summary>How long a leadership lasts without a renewal (L1).</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader tries to renew before it gives up (L1, L5).</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause between two attempts (L1).</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a controller waits for its caches before the start fails (Q7).</summary>
    public TimeSpan CacheSyncTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a shutdown may take.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Names this process among the replicas: for the lease and for events. Unique even for a pod restarted under its name (L8).</summary>
    public string Identity { get; set; } = $"{Environment.MachineName}_{Guid.NewGuid():N}";

    /// <summary>Whether caches stream their first state instead of listing it, where the server can (R16).</summary>
    public bool UseWatchList { get; set; }

    /// <summary>Whether a second SIGTERM or SIGINT ends the process at once, without waiting for the shutdown.</summary>
    public bool ExitOnSecondSignal { get; set; } = true;

    /// <summary>Random numbers from 0 up to 1 that spread pauses; called concurrently.</summary>
    public Func<double> Jitter { get; set; } = static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>Ends the process at once with an exit code: after a lost leadership (L5) and on a second signal.</summary>
    public Action<int> Exit { get; set; } = Environment.Exit;

    internal ElectionTimes ElectionTimes => new(LeaseDuration, RenewDeadline, RetryPeriod);

    /// <summary>All that is wrong with the settings, a sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Name.Length == 0)
        {
            yield return "The operator needs a name.";
        }

        if (ShutdownTimeout <= TimeSpan.Zero || CacheSyncTimeout <= TimeSpan.Zero)
        {
            yield return "The shutdown and the cache sync need a timeout above zero.";
        }

        if (LeaderElection && ElectionTimes.Problem() is { } problem)
        {
            yield return problem;
        }
    }
}
