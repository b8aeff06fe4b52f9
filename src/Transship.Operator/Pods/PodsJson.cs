using System.Text.Json.Serialization;
using Transship.Kubernetes.Serialization;
using Transship.Operator.Pods;

[assembly: KubernetesTypes<PodsJson>]

namespace Transship.Operator.Pods;

/// <summary>What operator and pods tell each other.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Shard))]
[JsonSerializable(typeof(WorkerSummary))]
internal sealed partial class PodsJson : JsonSerializerContext;
