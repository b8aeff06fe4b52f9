using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Tasks;

/// <summary>The part of a run that brings one source repository to one destination repository. Made by the operator.</summary>
[KubernetesEntity(Group = TransshipApi.Group, ApiVersion = TransshipApi.Version, Kind = "ReplicationTask", PluralName = "replicationtasks")]
[KubernetesEntityShortNames("rtask")]
[EntityCategories(TransshipApi.Category)]
[SelectableFields(".spec.executionRef.name")]
[GenericAdditionalPrinterColumn("Execution", ".spec.executionRef.name", "string")]
[GenericAdditionalPrinterColumn("Source", ".spec.source.repository", "string")]
[GenericAdditionalPrinterColumn("Destination", ".spec.destination.repository", "string")]
[GenericAdditionalPrinterColumn("Status", ".status.phase", "string")]
[GenericAdditionalPrinterColumn("Progress", ".status.progress", "string")]
[GenericAdditionalPrinterColumn("Operation", ".spec.operation", "string", Priority = 1)]
[GenericAdditionalPrinterColumn("Attempts", ".status.attempts", "integer")]
[GenericAdditionalPrinterColumn("Next retry", ".status.nextRetryTime", "string", Priority = 1)]
[GenericAdditionalPrinterColumn("Reason", ".status.reason", "string")]
[GenericAdditionalPrinterColumn("Message", ".status.message", "string", Priority = 1)]
[GenericAdditionalPrinterColumn("Age", ".metadata.creationTimestamp", "date")]
public sealed record ReplicationTask : CustomKubernetesEntity<ReplicationTaskSpec, ReplicationTaskStatus>;
