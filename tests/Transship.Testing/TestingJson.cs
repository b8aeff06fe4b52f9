using System.Text.Json.Serialization;
using Transship.Kubernetes.Serialization;
using Transship.Testing;
using Transship.Testing.Kubernetes;
using Transship.Testing.Nodes;

[assembly: KubernetesTypes<TestingJson>]

namespace Transship.Testing;

/// <summary>How the kinds for tests are read and written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Part))]
[JsonSerializable(typeof(TestNodeObject))]
[JsonSerializable(typeof(Widget))]
[JsonSerializable(typeof(Zone))]
internal sealed partial class TestingJson : JsonSerializerContext;
