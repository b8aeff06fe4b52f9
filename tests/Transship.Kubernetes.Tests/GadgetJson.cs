using System.Text.Json.Serialization;
using Transship.Kubernetes.Serialization;
using Transship.Kubernetes.Tests;

[assembly: KubernetesTypes<GadgetJson>]

namespace Transship.Kubernetes.Tests;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Gadget))]
internal sealed partial class GadgetJson : JsonSerializerContext;
