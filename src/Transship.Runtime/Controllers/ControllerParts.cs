using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Queue;

namespace Transship.Runtime.Controllers;

/// <summary>What a controller works with.</summary>
internal sealed record ControllerParts<TEntity>(
    Informer<TEntity> Informer,
    IReadOnlyList<WatchedKind> Secondary,
    Reconciler<TEntity> Reconciler,
    WorkQueue Queue,
    TimeProvider Time,
    Func<double> Jitter,
    ILogger Logger)
    where TEntity : class, IKubernetesObject;

/// <summary>Another kind, and the keys that a change of one of its objects wakes after a while.</summary>
internal sealed record WatchedKind(IInformer Informer, Func<IKubernetesObject, IEnumerable<NamespacedName>> Map, TimeSpan Delay);
