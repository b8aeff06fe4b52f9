using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Hosting;
using Transship.Runtime.Queue;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Controllers;

/// <summary>Turns changes into keys, and keys into reconciles by a fixed number of workers.</summary>
internal sealed partial class Controller<TEntity> : IController
    where TEntity : class, IKubernetesObject
{
    private readonly ControllerOptions<TEntity> _options;
    private readonly ControllerParts<TEntity> _parts;
    private readonly ControllerMetrics _metrics;
    private readonly List<ISubscription> _subscriptions = [];
    private readonly CancellationTokenSource _work = new();
    private Task _workers = Task.CompletedTask;
    private ITimer? _resync;

    internal Controller(string name, ControllerOptions<TEntity> options, ControllerParts<TEntity> parts, RuntimeMetrics metrics)
    {
        Name = name;
        _options = options;
        _parts = parts;
        _metrics = new ControllerMetrics(name, options.MaxConcurrentReconciles, metrics);
    }

    public string Name { get; }

    private WorkQueue Queue => _parts.Queue;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _subscriptions.Add(_parts.Informer.Subscribe(OnChange));
        foreach (var watch in _parts.Secondary)
        {
            _subscriptions.Add(watch.Informer.Subscribe((other, isInitial) => Wake(watch.Map(other), watch.Delay, isInitial)));
        }

        await Task.WhenAll(_subscriptions.Select(subscription => subscription.Synced)).WaitAsync(cancellationToken);
        _resync = _parts.Time.CreateTimer(_ => Resync(), null, NextResync(), Timeout.InfiniteTimeSpan);
        _workers = Task.WhenAll(Enumerable.Range(0, _options.MaxConcurrentReconciles).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
        Log.Started(_parts.Logger, Name, _options.MaxConcurrentReconciles);
    }

    public async Task StopAsync(CancellationToken grace)
    {
        _resync?.Dispose();
        Queue.ShutDown();
        await using (grace.Register(Abort))
        {
            await _workers;
        }

        foreach (var subscription in _subscriptions)
        {
            await subscription.DisposeAsync();
        }

        Log.Stopped(_parts.Logger, Name);
    }

    public void Abort() => _work.Cancel();

    public void Dispose()
    {
        _resync?.Dispose();
        _work.Dispose();
    }

    private void OnChange(EntityChange<TEntity> change)
    {
        if (change.Kind == ChangeKind.Deleted)
        {
            _parts.Reconciler.Remember(change.Entity);
        }
        else if (!(_options.Predicate ?? Predicates.Default)(change.Old, change.Entity))
        {
            return;
        }

        Queue.Add(change.Key, change.IsInitial ? Priority.Background : Priority.Live);
    }

    private void Wake(IEnumerable<NamespacedName> keys, TimeSpan delay, bool isInitial)
    {
        foreach (var key in keys)
        {
            Queue.AddAfter(key, delay, isInitial ? Priority.Background : Priority.Live);
        }
    }

    /// <summary>Q8: all that is known once more, from the cache and behind everything else.</summary>
    private void Resync()
    {
        foreach (var entity in _parts.Informer.List())
        {
            Queue.Add(NamespacedName.Of(entity), Priority.Background);
        }

        _resync?.Change(NextResync(), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan NextResync() => _options.ResyncPeriod * (0.9 + (0.2 * _parts.Jitter()));

    private async Task WorkAsync()
    {
        try
        {
            while (await Queue.GetAsync(_work.Token) is { } item)
            {
                _metrics.Started();
                try
                {
                    await ProcessAsync(item);
                }
                finally
                {
                    _metrics.Ended();
                    Queue.Done(item.Key);
                }
            }
        }
        catch (OperationCanceledException) when (_work.IsCancellationRequested)
        {
            Log.Aborted(_parts.Logger, Name);
        }
    }

    private async Task ProcessAsync(WorkItem item)
    {
        using var scope = _parts.Logger.BeginScope(new ReconcileScope(Name, item.Key, _parts.Reconciler.GenerationOf(item.Key)));
        var started = _parts.Time.GetTimestamp();
        using var limit = _options.ReconcileTimeout is { } timeout
            ? new CancellationTokenSource(timeout, _parts.Time)
            : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _work.Token);
        ReconcileOutcome outcome;
        try
        {
            outcome = Settle(item, await _parts.Reconciler.ReconcileAsync(item.Key, either.Token));
        }
        catch (Exception) when (_work.IsCancellationRequested)
        {
            return;
        }
        catch (KubernetesException error) when (error.IsConflict)
        {
            Log.Conflict(_parts.Logger, item.Key, error.Message);
            Queue.AddRateLimited(item.Key, item.Priority);
            outcome = ReconcileOutcome.Requeue;
        }
        catch (KubernetesException error)
        {
            Log.Refused(_parts.Logger, item.Key, Queue.Failures(item.Key) + 1, error.Message);
            Queue.AddRateLimited(item.Key, item.Priority);
            outcome = ReconcileOutcome.Error;
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested)
        {
            Log.TimedOut(_parts.Logger, error, item.Key, _options.ReconcileTimeout!.Value.TotalSeconds);
            Queue.AddRateLimited(item.Key, item.Priority);
            outcome = ReconcileOutcome.Error;
        }
        catch (Exception error)
        {
            Log.Threw(_parts.Logger, error, item.Key, Queue.Failures(item.Key) + 1);
            Queue.AddRateLimited(item.Key, item.Priority);
            outcome = ReconcileOutcome.Panic; // Q5
        }

        _metrics.Reconciled(outcome, _parts.Time.GetElapsedTime(started));
    }

    /// <summary>Q3: decides what becomes of the key.</summary>
    private ReconcileOutcome Settle(WorkItem item, ReconciliationResult<TEntity>? result)
    {
        switch (result)
        {
            case null or { IsSuccess: true, RequeueAfter: null }:
                Queue.Forget(item.Key);
                return ReconcileOutcome.Success;
            case { IsSuccess: true, RequeueAfter: { } after }:
                Queue.Forget(item.Key);
                Queue.AddAfter(item.Key, after, item.Priority);
                return ReconcileOutcome.RequeueAfter;
            case { IsWaiting: true, RequeueAfter: { } after }:
                Log.Waits(_parts.Logger, item.Key, result.ErrorMessage);
                Queue.Forget(item.Key);
                Queue.AddAfter(item.Key, after, item.Priority);
                return ReconcileOutcome.RequeueAfter;
            case { IsTerminal: true }:
                Log.Terminal(_parts.Logger, result.Error, item.Key, result.ErrorMessage);
                Queue.Forget(item.Key);
                return ReconcileOutcome.TerminalError;
            case { RequeueAfter: { } after }:
                Log.Failed(_parts.Logger, result.Error, item.Key, result.ErrorMessage);
                Queue.AddFailed(item.Key, after, item.Priority);
                return ReconcileOutcome.Error;
            default:
                Log.Failed(_parts.Logger, result.Error, item.Key, result.ErrorMessage);
                Queue.AddRateLimited(item.Key, item.Priority);
                return ReconcileOutcome.Error;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Controller {Controller} runs with {Workers} workers.")]
        internal static partial void Started(ILogger logger, string controller, int workers);

        [LoggerMessage(LogLevel.Information, "Controller {Controller} has stopped.")]
        internal static partial void Stopped(ILogger logger, string controller);

        [LoggerMessage(LogLevel.Debug, "A worker of controller {Controller} was cancelled.")]
        internal static partial void Aborted(ILogger logger, string controller);

        [LoggerMessage(LogLevel.Debug, "{Key} was changed by somebody else meanwhile; it is reconciled again: {Problem}")]
        internal static partial void Conflict(ILogger logger, NamespacedName key, string problem);

        [LoggerMessage(LogLevel.Error, "The reconcile of {Key} was refused by the API server (failure {Failures} in a row); it is tried again: {Problem}")]
        internal static partial void Refused(ILogger logger, NamespacedName key, int failures, string problem);

        [LoggerMessage(LogLevel.Warning, "The reconcile of {Key} did not end within {Seconds} s; it is tried again.")]
        internal static partial void TimedOut(ILogger logger, Exception error, NamespacedName key, double seconds);

        [LoggerMessage(LogLevel.Error, "The reconcile of {Key} threw (failure {Failures} in a row); it is tried again.")]
        internal static partial void Threw(ILogger logger, Exception error, NamespacedName key, int failures);

        [LoggerMessage(LogLevel.Warning, "The reconcile of {Key} failed and is tried again: {Problem}")]
        internal static partial void Failed(ILogger logger, Exception? error, NamespacedName key, string? problem);

        [LoggerMessage(LogLevel.Debug, "The reconcile of {Key} waits: {Reason}")]
        internal static partial void Waits(ILogger logger, NamespacedName key, string? reason);

        [LoggerMessage(LogLevel.Warning, "The reconcile of {Key} failed for good, until it changes: {Problem}")]
        internal static partial void Terminal(ILogger logger, Exception? error, NamespacedName key, string? problem);
    }
}
