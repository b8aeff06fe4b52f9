using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;

namespace Transship.Runtime.Hosting;

/// <summary>What wakes a controller, and how many workers it has.</summary>
/// <typeparam name="TEntity">The entity type.</typeparam>
public sealed class ControllerOptions<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly List<SecondaryWatch> _watches = [];

    /// <summary>The name of the controller, unique in the program; null for that of its type without "Controller", in lower case.</summary>
    public string? Name { get; set; }

    /// <summary>How many keys are reconciled at the same time (Q7).</summary>
    public int MaxConcurrentReconciles { get; set; } = 1;

    /// <summary>How long one reconcile may take; null for no limit.</summary>
    public TimeSpan? ReconcileTimeout { get; set; }

    /// <summary>How long a key waits after its first failure; doubled with each further one (Q2).</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a key that keeps failing waits at most (Q2).</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(1000);

    /// <summary>How often all that is known is reconciled once more, give or take a tenth: a safety net (Q8).</summary>
    public TimeSpan ResyncPeriod { get; set; } = TimeSpan.FromHours(10);

    /// <summary>Whether a change of the entity is worth a reconcile; the default looks at generation, labels, annotations and deletion (Q10).</summary>
    public Func<TEntity?, TEntity, bool>? Predicate { get; set; }

    /// <summary>The secondary watches.</summary>
    public IReadOnlyList<SecondaryWatch> SecondaryWatches => _watches;

    /// <summary>A change of a child wakes the entity that owns it as its controller (Q12).</summary>
    /// <typeparam name="TChild">The kind of the child.</typeparam>
    public ControllerOptions<TEntity> Owns<TChild>()
        where TChild : class, IKubernetesObject
    {
        _watches.Add(new SecondaryWatch(typeof(TChild), null) { InformerIn = informers => informers.Get<TChild>() });
        return this;
    }

    /// <summary>A change of another object wakes the entities that <paramref name="map"/> names (Q12).</summary>
    /// <typeparam name="TOther">The kind of the other object.</typeparam>
    /// <param name="map">The keys to wake; the caches are at hand through the service provider.</param>
    /// <param name="delay">How long after a change they wake: further changes meanwhile are looked at together.</param>
    public ControllerOptions<TEntity> Watches<TOther>(Func<IServiceProvider, TOther, IEnumerable<NamespacedName>> map, TimeSpan delay = default)
        where TOther : class, IKubernetesObject
    {
        _watches.Add(new SecondaryWatch(typeof(TOther), (services, other) => map(services, (TOther)other))
        {
            InformerIn = informers => informers.Get<TOther>(),
            Delay = delay,
        });
        return this;
    }
}

/// <summary>A kind whose changes wake a controller of another kind.</summary>
/// <param name="Entity">The kind that is watched.</param>
/// <param name="Map">The keys to wake; null for the controlling owner.</param>
public sealed record SecondaryWatch(Type Entity, Func<IServiceProvider, IKubernetesObject, IEnumerable<NamespacedName>>? Map)
{
    /// <summary>How long after a change the keys wake; none unless set.</summary>
    public TimeSpan Delay { get; init; }

    internal Func<InformerRegistry, IInformer> InformerIn { get; init; } =
        _ => throw new InvalidOperationException("A secondary watch is made by Owns or Watches.");
}
