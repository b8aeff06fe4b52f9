using System.Diagnostics.CodeAnalysis;

namespace Transship.Operator.Background;

/// <summary>Work that goes on beside the reconciles: started, watched and cancelled by uid, awaited at the end of the process.</summary>
/// <typeparam name="TResult">What a run gives. A run reports its failures in it; only cancellation may throw.</typeparam>
internal sealed class BackgroundRuns<TResult> : IAsyncDisposable
    where TResult : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly HashSet<Run> _forgotten = [];
    private readonly CancellationTokenSource _closing = new();

    /// <summary>How many runs go on, those that are forgotten and not yet over among them.</summary>
    public int Running
    {
        get
        {
            lock (_lock)
            {
                return _runs.Values.Count(r => !r.Work.IsCompleted) + _forgotten.Count;
            }
        }
    }

    /// <summary>Whether a run of this uid goes on.</summary>
    public bool IsRunning(string uid)
    {
        lock (_lock)
        {
            return _runs.TryGetValue(uid, out var run) && !run.Work.IsCompleted;
        }
    }

    /// <summary>Starts a run, unless one of this uid goes on or waits for its result to be taken, or the process ends.</summary>
    /// <param name="uid">Names the run.</param>
    /// <param name="work">The work.</param>
    /// <param name="ended">Called when it ended, however it did.</param>
    /// <returns>Whether it was started.</returns>
    public bool Start(string uid, Func<CancellationToken, Task<TResult>> work, Action ended)
    {
        lock (_lock)
        {
            if (_closing.IsCancellationRequested || _runs.ContainsKey(uid))
            {
                return false;
            }

            var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            var run = new Run(Task.Run(() => work(cancellation.Token), CancellationToken.None), cancellation);
            _runs.Add(uid, run);
            _ = run.Work.ContinueWith(_ => ended(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return true;
        }
    }

    /// <summary>Cancels a run; what it gives, if anything, stays to be taken.</summary>
    public void Cancel(string uid)
    {
        Run? run;
        lock (_lock)
        {
            _runs.TryGetValue(uid, out run);
        }

        run?.Cancellation.Cancel();
    }

    /// <summary>The result of a run that ended by itself.</summary>
    public bool TryGetResult(string uid, [NotNullWhen(true)] out TResult? result)
    {
        lock (_lock)
        {
            result = _runs.TryGetValue(uid, out var run) && run.Work.IsCompletedSuccessfully ? run.Work.Result : null;
            return result is not null;
        }
    }

    /// <summary>Whether a run ended without a result: it was cancelled, or it threw.</summary>
    /// <param name="uid">Names the run.</param>
    /// <param name="error">What it threw; null when it was cancelled.</param>
    public bool EndedWithoutResult(string uid, out Exception? error)
    {
        lock (_lock)
        {
            error = null;
            if (!_runs.TryGetValue(uid, out var run) || !run.Work.IsCompleted || run.Work.IsCompletedSuccessfully)
            {
                return false;
            }

            error = run.Work.Exception?.GetBaseException();
            return true;
        }
    }

    /// <summary>Cancels a run if it goes on, and forgets it and its result. Its uid is free at once.</summary>
    public void Forget(string uid)
    {
        Run? run;
        lock (_lock)
        {
            if (!_runs.Remove(uid, out run))
            {
                return;
            }

            _forgotten.Add(run);
        }

        run.Cancellation.Cancel();
        _ = run.Work.ContinueWith(_ => Close(run), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Cancels all runs and waits for their end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        Task[] work;
        lock (_lock)
        {
            work = [.. _runs.Values.Concat(_forgotten).Select(r => r.Work)];
        }

        await Task.WhenAll(work).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Close(Run run)
    {
        lock (_lock)
        {
            _forgotten.Remove(run);
        }

        run.Cancellation.Dispose();
    }

    private sealed record Run(Task<TResult> Work, CancellationTokenSource Cancellation);
}
