using Transship.Runtime.Caching;
using Transship.Runtime.Election;
using Transship.Runtime.Hosting;

namespace Transship.Runtime.Health;

/// <summary>What the probes of an operator answer.</summary>
public sealed class OperatorHealth
{
    private readonly OperatorSettings _settings;
    private readonly LeaderElector _elector;
    private readonly InformerRegistry _informers;

    internal OperatorHealth(OperatorSettings settings, LeaderElector elector, InformerRegistry informers)
    {
        _settings = settings;
        _elector = elector;
        _informers = informers;
    }

    /// <summary>Whether this process leads; true where there is no election.</summary>
    public bool IsLeader => !_settings.LeaderElection || _elector.IsLeader;

    /// <summary>Why the process should be restarted, one sentence; null when it is alive (L10).</summary>
    public string? LivenessProblem() => _elector.IsHealthy
        ? null
        : "The leadership was not renewed for longer than its lease.";

    /// <summary>Why the process cannot serve yet, one sentence; null when it is ready. Leading is no part of it (L9).</summary>
    public string? ReadinessProblem()
    {
        var waiting = _informers.All.Where(informer => !informer.HasSynced).Select(informer => informer.Kind).Order(StringComparer.Ordinal).ToList();
        return waiting.Count == 0 ? null : $"The caches of {string.Join(", ", waiting)} are not in sync yet.";
    }
}
