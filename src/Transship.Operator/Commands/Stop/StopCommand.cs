using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Kubernetes.Client;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;

namespace Transship.Operator.Commands.Stop;

/// <summary><c>transship stop EXECUTION</c> or <c>--rule RULE</c>: ends runs in the middle of what they do.</summary>
internal sealed class StopCommand : Command
{
    private readonly Argument<string?> _execution = new("EXECUTION") { Description = "The run to stop.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _rule = new("--rule") { Description = "Stop every run of this rule instead." };
    private readonly ClusterOptions _cluster = new();

    public StopCommand()
        : base("stop", "Stop a run, or all runs of a rule; what was replicated by then stays.")
    {
        Add(_execution);
        Add(_rule);
        _cluster.AddTo(this);
        Validators.Add(result =>
        {
            if (result.GetValue(_execution) is null == result.GetValue(_rule) is null)
            {
                result.AddError("Name either an execution, or a rule with --rule.");
            }
        });
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => StopAsync(result, token), cancellationToken));
    }

    private async Task<int> StopAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (client, ns) = _cluster.Connect(result);
        using var owned = client;
        var runs = result.GetValue(_rule) is { } rule
            ? (await client.ListAsync<ReplicationExecution>(new ListQuery { Namespace = ns }, cancellationToken)).Items.Where(e => e.Spec.RuleRef.Name == rule).ToList()
            : [await client.GetAsync<ReplicationExecution>(result.GetValue(_execution)!, ns, cancellationToken)
                ?? throw new ReasonedException(ConditionReasons.NotFound, $"ReplicationExecution '{result.GetValue(_execution)}' does not exist in namespace '{ns}'.")];
        var user = await OwnUser.NameAsync(client, cancellationToken);
        foreach (var run in runs)
        {
            if (run.HasEnded())
            {
                if (result.GetValue(_rule) is null)
                {
                    Terminal.Output.WriteLine($"{run.Metadata.Name} has ended already: {run.Status!.Phase}");
                }

                continue;
            }

            var body = new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [TransshipApi.StoppedByAnnotation] = user } },
                ["spec"] = new JsonObject { ["stop"] = true },
            };
            var patch = Patch.Merge(body) with { FieldManager = FieldManagers.Cli };
            await client.PatchAsync<ReplicationExecution>(run.Metadata.Name!, ns, patch, cancellationToken);
            Terminal.Output.WriteLine($"{run.Metadata.Name} is stopping");
        }

        return ExitCodes.Success;
    }
}
