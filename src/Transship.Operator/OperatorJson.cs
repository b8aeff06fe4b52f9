using System.Text.Json.Serialization;
using Transship.Kubernetes.Serialization;
using Transship.Operator;
using Transship.Operator.Commands;
using Transship.Operator.Commands.Doctor;
using Transship.Operator.Pods;

[assembly: KubernetesTypes<OperatorJson>]

namespace Transship.Operator;

/// <summary>What operator and pods tell each other, and what commands ask an API server.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Shard))]
[JsonSerializable(typeof(WorkerSummary))]
[JsonSerializable(typeof(SelfReview))]
[JsonSerializable(typeof(AccessReview))]
internal sealed partial class OperatorJson : JsonSerializerContext;
