using System.Text.Json.Serialization;

namespace Transship.Kubernetes.Serialization;

/// <summary>Names the source-generated context of the entities in an assembly: <see cref="KubernetesJson"/> reads and writes what a context holds, and nothing by reflection.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public abstract class KubernetesTypesAttribute : Attribute
{
    private protected KubernetesTypesAttribute()
    {
    }

    internal abstract JsonSerializerContext Create();
}

/// <summary>Names the context of an assembly.</summary>
/// <typeparam name="TContext">The context, with a <see cref="JsonSerializableAttribute"/> for each entity.</typeparam>
public sealed class KubernetesTypesAttribute<TContext> : KubernetesTypesAttribute
    where TContext : JsonSerializerContext, new()
{
    internal override JsonSerializerContext Create() => new TContext();
}
