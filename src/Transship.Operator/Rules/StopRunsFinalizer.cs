using Transship.Api.Rules;
using Transship.Operator.Audit;
using Transship.Operator.Executions;
using Transship.Runtime.Controllers;
using Transship.Runtime.Finalizers;

namespace Transship.Operator.Rules;

/// <summary>A rule that is deleted while it runs first stops its runs; its executions then go with it.</summary>
internal sealed class StopRunsFinalizer(RuleExecutions executions, AuditLog audit) : IEntityFinalizer<ReplicationRule>
{
    /// <summary>The finalizer's name on a rule.</summary>
    public const string Identifier = "transship.io/stop-runs";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<ReconciliationResult<ReplicationRule>> FinalizeAsync(ReplicationRule entity, CancellationToken cancellationToken)
    {
        var active = executions.StartedOf(entity);
        if (active.Any(execution => !execution.Spec.Stop))
        {
            audit.Deleted(entity, active.Count);
        }

        await executions.StopAsync(active, cancellationToken);
        return active.Count == 0
            ? ReconciliationResult<ReplicationRule>.Success(entity)
            : ReconciliationResult<ReplicationRule>.Waiting(entity, $"The runs in progress stop first ({string.Join(", ", active.Select(e => e.Metadata.Name).Take(3))}).", Pause);
    }
}
