using System.Globalization;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Replication.Executions;

namespace Transship.Operator.Commands.Start;

/// <summary>The runs that somebody at the command line asks for.</summary>
/// <param name="client">The API server.</param>
/// <param name="ns">The namespace of their rules.</param>
/// <param name="time">The clock, which gives them their names.</param>
internal sealed class RequestedRuns(IKubernetesClient client, string ns, TimeProvider time)
{
    /// <summary>Asks for a run of a rule.</summary>
    /// <exception cref="ReasonedException">There is no such rule, or it is disabled.</exception>
    /// <exception cref="KubernetesException">Refused.</exception>
    public async Task<ReplicationExecution> CreateAsync(string name, bool dryRun, CancellationToken cancellationToken)
    {
        var rule = await client.GetAsync<ReplicationRule>(name, ns, cancellationToken)
            ?? throw new ReasonedException(ConditionReasons.RuleNotFound, $"ReplicationRule '{name}' does not exist in namespace '{ns}'. Correct the name, or name another namespace with -n.");
        if (!rule.Spec.Enabled)
        {
            throw new ReasonedException(ConditionReasons.Disabled, $"ReplicationRule '{name}' is disabled. Set its spec.enabled to true first.");
        }

        var suffix = "cli-" + time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var execution = new ReplicationExecution
        {
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.Execution(name, suffix),
                Namespace = ns,
                Annotations = new Dictionary<string, string> { [TransshipApi.RequestedByAnnotation] = await OwnUser.NameAsync(client, cancellationToken) },
            },
            Spec = new ReplicationExecutionSpec { RuleRef = new LocalReference { Name = name }, DryRun = dryRun },
        };
        return await client.CreateAsync(execution, cancellationToken);
    }
}
