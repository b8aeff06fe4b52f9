using Spectre.Console;
using Transship.Api.Executions;

namespace Transship.Operator.Commands.Run;

/// <summary>A bar for each execution that goes on. Bars are used again: a terminal may be watched for months.</summary>
internal sealed class RunBars(ProgressContext context)
{
    private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);
    private readonly Stack<ProgressTask> _free = new();

    /// <summary>Shows these executions and no others.</summary>
    public void Show(IReadOnlyList<ReplicationExecution> going)
    {
        foreach (var uid in _bars.Keys.Except(going.Select(e => e.Metadata.Uid!)).ToArray())
        {
            _bars.Remove(uid, out var bar);
            bar!.Value = bar.MaxValue; // what is complete is hidden
            _free.Push(bar);
        }

        foreach (var execution in going)
        {
            Draw(execution);
        }

        context.Refresh();
    }

    private void Draw(ReplicationExecution execution)
    {
        if (!_bars.TryGetValue(execution.Metadata.Uid!, out var bar))
        {
            bar = _free.TryPop(out var used) ? used : context.AddTask(Markup.Escape(execution.Metadata.Name!));
            _bars.Add(execution.Metadata.Uid!, bar);
        }

        var counts = execution.Status?.Counts ?? new ArtifactCounts();
        bar.Description = Markup.Escape(RunLines.Describe(execution));
        bar.IsIndeterminate = execution.Status?.Plan?.Complete != true;
        bar.MaxValue = Math.Max(1, counts.Total);
        bar.Value = counts.Succeeded + counts.UpToDate + counts.Refused + counts.Failed + (counts.WouldCopy ?? 0);
    }
}
