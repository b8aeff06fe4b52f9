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

/// <summary>Shows executions: a bar each on a terminal, plain lines elsewhere.</summary>
internal sealed class RunDisplay(IEntityCache<ReplicationExecution> executions, TimeProvider time)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, byte> _told = new(StringComparer.Ordinal);

    /// <summary>Shows executions for as long as <paramref name="work"/> goes on.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (Terminal.IsInteractive)
        {
            await Terminal.Error.Progress().AutoClear(true)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
                .StartAsync(context => ShowAsync(work, new BarSet(context).Update, cancellationToken));
        }
        else
        {
            await ShowAsync(work, static _ => { }, cancellationToken);
        }
    }

    /// <summary>Says why a rule cannot run.</summary>
    public static void Complain(ReplicationRule rule, Verdict problem) =>
        Terminal.Error.MarkupLineInterpolated($"[red]error:[/] ReplicationRule {rule.Metadata.Name}: {problem.Reason}: {problem.Message}");

    private async Task ShowAsync(Func<CancellationToken, Task> work, Action<ReplicationExecution> draw, CancellationToken cancellationToken)
    {
        var going = work(cancellationToken);
        while (!going.IsCompleted)
        {
            Draw(draw);
            await Task.WhenAny(going, Task.Delay(Refresh, time, cancellationToken));
        }

        Draw(draw);
        await going;
    }

    private void Draw(Action<ReplicationExecution> draw)
    {
        foreach (var execution in executions.List().OrderBy(e => e.Metadata.CreationTimestamp))
        {
            if (!execution.HasEnded())
            {
                draw(execution);
            }
            else if (_told.TryAdd(execution.Metadata.Uid!, 0))
            {
                draw(execution);
                Tell(execution);
            }
        }
    }

    private static void Tell(ReplicationExecution execution)
    {
        var status = execution.Status!;
        var colour = status.Phase == ExecutionPhase.Succeeded ? "green" : "red";
        var message = status.Conditions.Find(ConditionTypes.Succeeded)?.Message ?? "";
        Terminal.Error.MarkupLine(
            $"[{colour}]{status.Phase}[/] {Markup.Escape($"{execution.Metadata.Name}: {message} {status.Transferred} in {status.Duration}")}");
    }

    private sealed class BarSet(ProgressContext context)
    {
        private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);

        public void Update(ReplicationExecution execution)
        {
            if (!_bars.TryGetValue(execution.Metadata.Uid!, out var bar))
            {
                bar = context.AddTask(Markup.Escape(execution.Metadata.Name!));
                _bars.Add(execution.Metadata.Uid!, bar);
            }

            var counts = execution.Status?.Counts ?? new ArtifactCounts();
            bar.Description = Markup.Escape($"{execution.Metadata.Name} {execution.Status?.Progress} {execution.Status?.Transferred}");
            bar.IsIndeterminate = execution.Status?.Plan?.Complete != true;
            bar.MaxValue = Math.Max(1, counts.Total);
            bar.Value = execution.HasEnded() ? bar.MaxValue : counts.Succeeded + counts.UpToDate + counts.Refused + counts.Failed;
        }
    }
}
