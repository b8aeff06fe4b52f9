using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>What is replicated from where to where, and when. Each run of it is a ReplicationExecution.</summary>
[KubernetesEntity(Group = TransshipApi.Group, ApiVersion = TransshipApi.Version, Kind = "ReplicationRule", PluralName = "replicationrules")]
[KubernetesEntityShortNames("rrule")]
[EntityCategories(TransshipApi.Category)]
[GenericAdditionalPrinterColumn("Source", ".spec.source.endpointRef.name", "string")]
[GenericAdditionalPrinterColumn("Destinations", ".spec.destinations[*].endpointRef.name", "string")]
[GenericAdditionalPrinterColumn("Enabled", ".spec.enabled", "boolean")]
[GenericAdditionalPrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status", "string")]
[GenericAdditionalPrinterColumn("Reason", ".status.conditions[?(@.type==\"Ready\")].reason", "string")]
[GenericAdditionalPrinterColumn("Last run", ".status.lastExecution.phase", "string")]
[GenericAdditionalPrinterColumn("Schedule", ".spec.trigger.schedule.cron", "string", Priority = 1)]
[GenericAdditionalPrinterColumn("Next run", ".status.nextScheduleTime", "string", Priority = 1)]
[GenericAdditionalPrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message", "string", Priority = 1)]
[GenericAdditionalPrinterColumn("Age", ".metadata.creationTimestamp", "date")]
[ValidationRule("self.metadata.name.size() <= 52", Message = "the name of a rule has at most 52 characters: executions and tasks add a suffix")]
public sealed record ReplicationRule : CustomKubernetesEntity<ReplicationRuleSpec, ReplicationRuleStatus>;
