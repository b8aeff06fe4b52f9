using System.CommandLine;
using Spectre.Console;
using Transship.Api;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Commands.Logs;

/// <summary><c>transship logs execution/NAME [--task NAME]</c>, and <c>kubectl transship logs</c>: what the tasks of a run did, in the order of time; of a dry run, what it would do with each artifact.</summary>
internal sealed class LogsCommand : Command
{
    private const string Prefix = "execution/";

    private readonly Argument<string> _execution = new("execution") { Description = "The execution, as in execution/nightly-1764028800." };
    private readonly Option<string?> _task = new("--task", "-t") { Description = "One task of it; all tasks unless named." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the lines as they are kept, one JSON object each." };
    private readonly ClusterOptions _cluster = new();

    public LogsCommand()
        : base("logs", "Show the logs of an execution's tasks, or what a dry run would do with each artifact.")
    {
        Add(_execution);
        Add(_task);
        Add(_json);
        _cluster.AddTo(this);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => PrintAsync(result, token), cancellationToken));
    }

    private async Task<int> PrintAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (client, ns) = _cluster.Connect(result);
        using var owned = client;
        var name = result.GetRequiredValue(_execution);
        name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        var logs = new ExecutionLogs(client, ns, name);
        var lines = await logs.ReadAsync(result.GetValue(_task), cancellationToken);
        if (lines.Count == 0)
        {
            throw new ReasonedException(
                ConditionReasons.NotFound, $"There are no logs of execution '{name}'. A log begins when a task of it has begun, or a dry run has found something; 'kubectl get replicationtasks' shows which have.");
        }

        foreach (var line in lines.OrderBy(line => line.Time, StringComparer.Ordinal))
        {
            Terminal.Output.WriteLine(result.GetValue(_json) ? line.Text : line.ToString());
        }

        return ExitCodes.Success;
    }
}
