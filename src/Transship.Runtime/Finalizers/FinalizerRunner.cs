using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Events;
using Transship.Runtime.Hosting;

namespace Transship.Runtime.Finalizers;

/// <summary>Runs the finalizers of a kind: all are on an entity before its first reconcile, and each is taken off when it succeeded.</summary>
internal sealed partial class FinalizerRunner<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly (string Identifier, IEntityFinalizer<TEntity> Finalizer)[] _finalizers;
    private readonly string[] _identifiers;
    private readonly FinalizerWriter _writer;
    private readonly IEventRecorder _events;
    private readonly ILogger _logger;

    public FinalizerRunner(
        IServiceProvider services,
        IEnumerable<FinalizerRegistration<TEntity>> registrations,
        IKubernetesClient client,
        OperatorSettings settings,
        TimeProvider time,
        IEventRecorder events,
        ILogger<FinalizerRunner<TEntity>> logger)
    {
        _finalizers = [.. registrations.Select(registration => (registration.Identifier, registration.Resolve(services)))];
        _identifiers = [.. _finalizers.Select(finalizer => finalizer.Identifier)];
        _writer = new FinalizerWriter(client, settings.Name + "-finalizers", time);
        _events = events;
        _logger = logger;
    }

    /// <summary>Attaches what is missing; returns the entity with its finalizers, null when it is gone or going.</summary>
    internal async Task<TEntity?> AttachAsync(TEntity entity, CancellationToken cancellationToken)
    {
        if (_identifiers.All(identifier => Carries(entity, identifier)))
        {
            return entity;
        }

        var attached = await _writer.AddAsync(entity, _identifiers, cancellationToken);
        return attached is null ? null : Slimming.Slim(attached);
    }

    /// <summary>Runs those of ours that an entity still carries, in order, until one does not succeed. Null when it carries none.</summary>
    internal async Task<ReconciliationResult<TEntity>?> FinalizeAsync(TEntity entity, CancellationToken cancellationToken)
    {
        ReconciliationResult<TEntity>? result = null;
        foreach (var (identifier, finalizer) in _finalizers.Where(finalizer => Carries(entity, finalizer.Identifier)))
        {
            if (IsSkipped(entity, identifier))
            {
                _events.Publish(entity, EventType.Warning, "FinalizerSkipped", "Finalize", $"{identifier} was taken off without its clean-up, as the annotation {EscapeOf(identifier)} asks.");
            }
            else
            {
                result = await RunAsync(finalizer, entity, identifier, cancellationToken);
                if (!result.IsSuccess)
                {
                    return result;
                }
            }

            if (await _writer.RemoveAsync(entity, identifier, cancellationToken) is not { } remaining)
            {
                return result;
            }

            entity = Slimming.Slim(remaining);
            Log.Finalized(_logger, identifier, NamespacedName.Of(entity));
        }

        return result;
    }

    /// <summary>F5: the annotation that gives up the clean-up of one finalizer: <c>transship.io/skip-stop</c> for <c>transship.io/stop</c>.</summary>
    internal static string EscapeOf(string identifier)
    {
        var slash = identifier.IndexOf('/', StringComparison.Ordinal);
        return $"{identifier[..(slash + 1)]}skip-{identifier[(slash + 1)..]}";
    }

    private async Task<ReconciliationResult<TEntity>> RunAsync(
        IEntityFinalizer<TEntity> finalizer, TEntity entity, string identifier, CancellationToken cancellationToken)
    {
        try
        {
            var result = await finalizer.FinalizeAsync(entity, cancellationToken);
            if (result is { IsSuccess: false, IsWaiting: false })
            {
                Tell(entity, identifier, result.ErrorMessage);
            }

            return result;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Tell(entity, identifier, error is KubernetesException ? error.Message : $"it threw {error.GetType().Name}."); // E5
            throw;
        }
    }

    private void Tell(TEntity entity, string identifier, string? problem) => _events.Publish(
        entity, EventType.Warning, "FinalizerFailed", "Finalize", $"{identifier} could not clean up: {problem} To give its clean-up up, set the annotation {EscapeOf(identifier)}=true.");

    private static bool Carries(TEntity entity, string identifier) => entity.Metadata.Finalizers?.Contains(identifier, StringComparer.Ordinal) is true;

    private static bool IsSkipped(TEntity entity, string identifier) =>
        entity.Metadata.Annotations?.TryGetValue(EscapeOf(identifier), out var value) is true && value == "true";

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Finalizer {Identifier} was taken off {Key}.")]
        internal static partial void Finalized(ILogger logger, string identifier, NamespacedName key);
    }
}
