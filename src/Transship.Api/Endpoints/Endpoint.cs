using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Endpoints;

/// <summary>A registry that images come from or go to. Its connection is tested all the time; the Ready condition says what to fix.</summary>
[KubernetesEntity(Group = TransshipApi.Group, ApiVersion = TransshipApi.Version, Kind = "Endpoint", PluralName = "endpoints")]
[KubernetesEntityShortNames("rep", "regendpoint")]
[EntityCategories(TransshipApi.Category)]
[GenericAdditionalPrinterColumn("Type", ".spec.type", "string")]
[GenericAdditionalPrinterColumn("URL", ".spec.url", "string")]
[GenericAdditionalPrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status", "string")]
[GenericAdditionalPrinterColumn("Reason", ".status.conditions[?(@.type==\"Ready\")].reason", "string")]
[GenericAdditionalPrinterColumn("Latency", ".status.latency", "string", Priority = 1)]
[GenericAdditionalPrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message", "string", Priority = 1)]
[GenericAdditionalPrinterColumn("Age", ".metadata.creationTimestamp", "date")]
public sealed record Endpoint : CustomKubernetesEntity<EndpointSpec, EndpointStatus>;
