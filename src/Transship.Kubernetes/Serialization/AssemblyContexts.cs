using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Transship.Kubernetes.Serialization;

/// <summary>Finds a type in the context that its assembly names, and a collection in that of what it holds.</summary>
internal sealed class AssemblyContexts : IJsonTypeInfoResolver
{
    private readonly ConcurrentDictionary<Assembly, JsonSerializerContext?> _contexts = new();

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        foreach (var assembly in AssembliesOf(type))
        {
            _contexts.GetOrAdd(assembly, static assembly => assembly.GetCustomAttribute<KubernetesTypesAttribute>()?.Create());
        }

        // A collection of plain values belongs to no assembly; the context of the object around it is known by then.
        return _contexts.Values.OfType<IJsonTypeInfoResolver>().Prepend(ModelsJson.Default).Select(context => context.GetTypeInfo(type, options)).FirstOrDefault(found => found is not null);
    }

    private static IEnumerable<Assembly> AssembliesOf(Type type) =>
        type.GetGenericArguments().Concat(type.GetElementType() is { } element ? [element] : []).SelectMany(AssembliesOf).Append(type.Assembly);
}
