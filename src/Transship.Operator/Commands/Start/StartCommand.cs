using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Replication.Executions;

namespace Transship.Operator.Commands.Start;

/// <summary><c>transship start RULE</c>: a run of a rule, now.</summary>
internal sealed class StartCommand : Command
{
    private readonly Argument<string> _rule = new("RULE") { Description = "The rule to run." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only count what would be copied." };
    private readonly ClusterOptions _cluster = new();
    private readonly TimeProvider _time;

    public StartCommand(TimeProvider time)
        : base("start", "Run a rule of a cluster now.")
    {
        _time = time;
        Add(_rule);
        Add(_dryRun);
        _cluster.AddTo(this);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => StartAsync(result, token), cancellationToken));
    }

    private async Task<int> StartAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (client, ns) = _cluster.Connect(result);
        using var owned = client;
        var name = result.GetRequiredValue(_rule);
        var rule = await client.GetAsync<ReplicationRule>(name, ns, cancellationToken)
            ?? throw new ReasonedException(ConditionReasons.RuleNotFound, $"ReplicationRule '{name}' does not exist in namespace '{ns}'. Correct the name, or name another namespace with -n.");
        if (!rule.Spec.Enabled)
        {
            throw new ReasonedException(ConditionReasons.Disabled, $"ReplicationRule '{name}' is disabled. Set its spec.enabled to true first.");
        }

        var suffix = "cli-" + _time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var execution = new ReplicationExecution
        {
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.Execution(name, suffix),
                Namespace = ns,
                Annotations = new Dictionary<string, string> { [TransshipApi.RequestedByAnnotation] = await OwnUser.NameAsync(client, cancellationToken) },
            },
            Spec = new ReplicationExecutionSpec { RuleRef = new LocalReference { Name = name }, DryRun = result.GetValue(_dryRun) },
        };
        var created = await client.CreateAsync(execution, cancellationToken);
        Terminal.Output.WriteLine(created.Metadata.Name!);
        return ExitCodes.Success;
    }
}
