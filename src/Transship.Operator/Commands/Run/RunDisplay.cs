using System.Collections.Concurrent;
using Spectre.Console;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Operator.Conditions;
using Transship.Operator.Executions;
using Transship.Runtime.Caching;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Commands.Run;

/// <summary>Shows executions: a bar each while they go on where somebody watches, plain lines elsewhere, and a line of each that ended.</summary>
internal sealed class RunDisplay(IAnsiConsole console, IEntityCache<ReplicationExecution> executions, EarlierRuns earlier, TimeProvider time)
{
    /// <summary>How often what is shown is brought up to date.</summary>
    internal static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReplicationExecution> _expiring = new();

    /// <summary>Shows executions for as long as <paramref name="work"/> goes on.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (console.Profile.Capabilities is { Interactive: true, Ansi: true })
        {
            await console.Progress().AutoRefresh(false).AutoClear(true).HideCompleted(true)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
                .StartAsync(context => ShowAsync(work, new RunBars(context).Show, cancellationToken));
        }
        else
        {
            await ShowAsync(work, new RunLines(console, time).Show, cancellationToken);
        }
    }

    /// <summary>Tells of an execution soon, though it may be gone by then.</summary>
    public void Keep(ReplicationExecution expiring) => _expiring.Enqueue(expiring);

    /// <summary>Says why a rule cannot run.</summary>
    public void Complain(ReplicationRule rule, Verdict problem) =>
        console.MarkupLineInterpolated($"[red]error:[/] ReplicationRule {rule.Metadata.Name}: {problem.Reason}: {problem.Message}");

    private async Task ShowAsync(Func<CancellationToken, Task> work, Action<IReadOnlyList<ReplicationExecution>> show, CancellationToken cancellationToken)
    {
        var going = work(cancellationToken);
        while (!going.IsCompleted)
        {
            Show(show);
            await Task.WhenAny(going, Task.Delay(Refresh, time, cancellationToken));
        }

        Show(show);
        await going;
    }

    private void Show(Action<IReadOnlyList<ReplicationExecution>> show)
    {
        while (_expiring.TryDequeue(out var expiring))
        {
            if (earlier.Lack(expiring) && _told.Add(expiring.Metadata.Uid!))
            {
                Tell(expiring);
            }
        }

        var known = executions.List().Where(earlier.Lack).OrderBy(e => (e.Metadata.CreationTimestamp, e.Metadata.Name)).ToArray();
        _told.IntersectWith(known.Select(e => e.Metadata.Uid!));
        foreach (var ended in known.Where(e => e.HasEnded() && _told.Add(e.Metadata.Uid!)))
        {
            Tell(ended);
        }

        show([.. known.Where(e => !e.HasEnded())]);
    }

    private void Tell(ReplicationExecution execution)
    {
        var status = execution.Status!;
        var colour = status.Phase == ExecutionPhase.Succeeded ? "green" : "red";
        var message = status.Conditions.Find(ConditionTypes.Succeeded)?.Message ?? "";
        console.MarkupLine(
            $"[{colour}]{status.Phase}[/] {Markup.Escape($"{execution.Metadata.Name}: {message} {status.Transferred} in {status.Duration}")}");
    }
}
