using System.Text.Json.Serialization;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Serialization;

[assembly: KubernetesTypes<ApiJson>]

namespace Transship.Api;

/// <summary>How the kinds of this program are read and written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Endpoint))]
[JsonSerializable(typeof(ReplicationExecution))]
[JsonSerializable(typeof(ReplicationRule))]
[JsonSerializable(typeof(ReplicationTask))]
internal sealed partial class ApiJson : JsonSerializerContext;
