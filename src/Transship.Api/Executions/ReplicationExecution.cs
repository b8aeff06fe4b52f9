using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Executions;

/// <summary>One run of a rule. Creating one starts it; setting spec.stop ends it.</summary>
[KubernetesEntity(Group = TransshipApi.Group, ApiVersion = TransshipApi.Version, Kind = "ReplicationExecution", PluralName = "replicationexecutions")]
[KubernetesEntityShortNames("executions", "execution", "rexec")]
[EntityCategories(TransshipApi.Category)]
[SelectableFields(".spec.ruleRef.name")]
[GenericAdditionalPrinterColumn("Rule", ".spec.ruleRef.name", "string")]
[GenericAdditionalPrinterColumn("Trigger", ".spec.trigger", "string")]
[GenericAdditionalPrinterColumn("Status", ".status.phase", "string")]
[GenericAdditionalPrinterColumn("Progress", ".status.progress", "string")]
[GenericAdditionalPrinterColumn("Transferred", ".status.transferred", "string")]
[GenericAdditionalPrinterColumn("Duration", ".status.duration", "string")]
[GenericAdditionalPrinterColumn("Dry run", ".spec.dryRun", "boolean", Priority = 1)]
[GenericAdditionalPrinterColumn("Message", ".status.conditions[?(@.type==\"Succeeded\")].message", "string", Priority = 1)]
[GenericAdditionalPrinterColumn("Age", ".metadata.creationTimestamp", "date")]
public sealed record ReplicationExecution : CustomKubernetesEntity<ReplicationExecutionSpec, ReplicationExecutionStatus>;
