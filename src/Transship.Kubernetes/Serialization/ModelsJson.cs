using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Transship.Kubernetes.Authentication;
using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Serialization;

/// <summary>The kinds of Kubernetes itself, and what is read besides objects.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(ExecCredential))]
[JsonSerializable(typeof(IntOrString))]
[JsonSerializable(typeof(ServerVersion))]
[JsonSerializable(typeof(V1Condition))]
[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(V1CoreEvent))]
[JsonSerializable(typeof(V1Event))]
[JsonSerializable(typeof(V1Job))]
[JsonSerializable(typeof(V1Lease))]
[JsonSerializable(typeof(V1Namespace))]
[JsonSerializable(typeof(V1Pod))]
[JsonSerializable(typeof(V1Role))]
[JsonSerializable(typeof(V1RoleBinding))]
[JsonSerializable(typeof(V1Scale))]
[JsonSerializable(typeof(V1Secret))]
[JsonSerializable(typeof(V1ServiceAccount))]
[JsonSerializable(typeof(V1Status))]
internal sealed partial class ModelsJson : JsonSerializerContext;
