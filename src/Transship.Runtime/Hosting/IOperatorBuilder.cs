using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Controllers;
using Transship.Runtime.Finalizers;

namespace Transship.Runtime.Hosting;

/// <summary>Collects the parts of an operator; made by <c>services.AddKubernetesOperator(settings => …)</c>.</summary>
public interface IOperatorBuilder
{
    /// <summary>The services of the program.</summary>
    IServiceCollection Services { get; }

    /// <summary>Caches a kind, with indexes. A controller caches its own kind without this.</summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="configure">Adds indexes and selectors.</param>
    IOperatorBuilder AddCache<TEntity>(Action<CacheOptions<TEntity>>? configure = null)
        where TEntity : class, IKubernetesObject;

    /// <summary>Runs a controller while this process leads.</summary>
    /// <typeparam name="TController">The controller; a singleton.</typeparam>
    /// <typeparam name="TEntity">Its entity type.</typeparam>
    /// <param name="configure">Adds secondary watches, predicates and the number of workers.</param>
    IOperatorBuilder AddController<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TController, TEntity>(Action<ControllerOptions<TEntity>>? configure = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject;

    /// <summary>Attaches a finalizer to every entity of a kind before its first reconcile (F1), and runs it on deletion.</summary>
    /// <typeparam name="TFinalizer">The finalizer; a singleton.</typeparam>
    /// <typeparam name="TEntity">Its entity type.</typeparam>
    /// <param name="identifier">Its name on the entity, as in <c>transship.io/stop</c>.</param>
    IOperatorBuilder AddFinalizer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFinalizer, TEntity>(string identifier)
        where TFinalizer : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject;
}
