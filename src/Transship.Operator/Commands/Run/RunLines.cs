using Spectre.Console;
using Transship.Api.Executions;

namespace Transship.Operator.Commands.Run;

/// <summary>How far executions are where no bars can be drawn: now and then a line of each that advanced.</summary>
internal sealed class RunLines(IAnsiConsole console, TimeProvider time)
{
    /// <summary>The least time between two lines of an execution: what ends sooner has none but its last.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (string Text, long At)> _last = new(StringComparer.Ordinal);

    /// <summary>An execution and how far it is.</summary>
    public static string Describe(ReplicationExecution execution) =>
        string.Join(' ', new[] { execution.Metadata.Name, execution.Status?.Progress, execution.Status?.Transferred }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>Tells of those that advanced, and forgets those that are not among them.</summary>
    public void Show(IReadOnlyList<ReplicationExecution> going)
    {
        foreach (var uid in _last.Keys.Except(going.Select(e => e.Metadata.Uid!)).ToArray())
        {
            _last.Remove(uid);
        }

        foreach (var execution in going)
        {
            var text = Describe(execution);
            if (!_last.TryGetValue(execution.Metadata.Uid!, out var last))
            {
                _last.Add(execution.Metadata.Uid!, (text, time.GetTimestamp()));
            }
            else if (last.Text != text && time.GetElapsedTime(last.At) >= Pause)
            {
                _last[execution.Metadata.Uid!] = (text, time.GetTimestamp());
                console.WriteLine($"InProgress {text}");
            }
        }
    }
}
