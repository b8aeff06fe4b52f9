using System.CommandLine;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Operator.Endpoints;
using Transship.Replication.Executions;

namespace Transship.Operator.Commands.Describe;

/// <summary><c>transship describe EXECUTION</c>: a run as a tree, with how far each repository is and why what failed did.</summary>
internal sealed class DescribeCommand : Command
{
    private readonly Argument<string> _execution = new("EXECUTION") { Description = "The run to describe." };
    private readonly Option<int> _limit = new("--limit") { Description = "The most repositories to show; those in trouble come first.", DefaultValueFactory = _ => 100 };
    private readonly ClusterOptions _cluster = new();

    public DescribeCommand()
        : base("describe", "Show a run as a tree with its progress.")
    {
        Add(_execution);
        Add(_limit);
        _cluster.AddTo(this);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => DescribeAsync(result, token), cancellationToken));
    }

    private async Task<int> DescribeAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (client, ns) = _cluster.Connect(result);
        using var owned = client;
        var name = result.GetRequiredValue(_execution);
        var execution = await client.GetAsync<ReplicationExecution>(name, ns, cancellationToken)
            ?? throw new ReasonedException(ConditionReasons.NotFound, $"ReplicationExecution '{name}' does not exist in namespace '{ns}'. kubectl get executions lists those that do.");
        var query = new ListQuery { Namespace = ns, LabelSelector = $"{TransshipApi.ExecutionLabel}={ChildNames.LabelValue(name)}" };
        var tasks = await client.ListAsync<ReplicationTask>(query, cancellationToken);
        Terminal.Output.Write(ExecutionTree.Of(execution, tasks.Items, result.GetValue(_limit)));
        return ExitCodes.Success;
    }
}
