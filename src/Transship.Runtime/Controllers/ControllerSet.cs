using Transship.Runtime.Caching;
using Transship.Runtime.Finalizers;
using Transship.Runtime.Hosting;

namespace Transship.Runtime.Controllers;

/// <summary>All controllers of the program.</summary>
internal sealed class ControllerSet(
    IServiceProvider services,
    OperatorSettings settings,
    InformerRegistry informers,
    IEnumerable<IControllerRegistration> controllers,
    IEnumerable<IFinalizerRegistration> finalizers,
    IEnumerable<ICacheRegistration> caches) : IDisposable
{
    private readonly IControllerRegistration[] _controllers = [.. controllers];
    private readonly IFinalizerRegistration[] _finalizers = [.. finalizers];
    private IReadOnlyList<IController> _built = [];

    /// <summary>Makes the controllers and all informers that they and the program ask for.</summary>
    /// <exception cref="InvalidOperationException">Something is set up wrongly; the message names all of it.</exception>
    internal void Build()
    {
        var problems = settings.Problems().Concat(Problems()).ToList();
        if (problems.Count > 0)
        {
            throw new InvalidOperationException("The operator is set up wrongly. " + string.Join(' ', problems));
        }

        foreach (var cache in caches)
        {
            cache.Informer(informers);
        }

        var finalized = _finalizers.Select(finalizer => finalizer.Entity).ToHashSet();

        // The first controller of a kind runs its finalizers: two would fight over them.
        _built = [.. _controllers.Select(controller => controller.Build(services, finalized.Remove(controller.Entity)))];
    }

    internal Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_built.Select(controller => controller.StartAsync(cancellationToken)));

    internal Task StopAsync(CancellationToken grace) => Task.WhenAll(_built.Select(controller => controller.StopAsync(grace)));

    internal void Abort()
    {
        foreach (var controller in _built)
        {
            controller.Abort();
        }
    }

    public void Dispose()
    {
        foreach (var controller in _built)
        {
            controller.Dispose();
        }
    }

    private IEnumerable<string> Problems()
    {
        foreach (var name in _controllers.GroupBy(controller => controller.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return $"Two controllers are named '{name.Key}': give one another Name."; // Q7
        }

        foreach (var finalizer in _finalizers)
        {
            if (!_controllers.Any(controller => controller.Entity == finalizer.Entity))
            {
                yield return $"The finalizer '{finalizer.Identifier}' never runs: add a controller of {finalizer.Entity.Name}.";
            }

            if (!finalizer.Identifier.Contains('/', StringComparison.Ordinal))
            {
                yield return $"The finalizer '{finalizer.Identifier}' needs a domain in front, as in 'transship.io/stop'.";
            }
        }
    }
}
