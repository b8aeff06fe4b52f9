using System.Collections.Concurrent;
using System.Reflection;

namespace Transship.Kubernetes.Entities;

/// <summary>Group, version, kind, plural and scope of an entity type: all that a request path needs.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version within the group.</param>
/// <param name="Kind">The kind in singular CamelCase.</param>
/// <param name="Plural">The resource name in paths.</param>
/// <param name="Scope">Where the objects live.</param>
public sealed record EntityDefinition(string Group, string Version, string Kind, string Plural, EntityScope Scope)
{
    private static readonly ConcurrentDictionary<Type, EntityDefinition> Known = new();

    /// <summary>Group and version as they stand in manifests; only the version for the core group.</summary>
    public string ApiVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The definition of an entity type.</summary>
    /// <typeparam name="T">The entity type.</typeparam>
    /// <exception cref="InvalidOperationException">The type carries no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static EntityDefinition Of<T>()
        where T : IKubernetesObject => Of(typeof(T));

    /// <summary>The definition of an entity type.</summary>
    /// <param name="type">The entity type.</param>
    /// <exception cref="InvalidOperationException">The type carries no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static EntityDefinition Of(Type type) => Known.GetOrAdd(type, Read);

    private static EntityDefinition Read(Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>(inherit: false)
            ?? throw new InvalidOperationException($"{type.Name} is no Kubernetes entity: put [KubernetesEntity] on it.");
        var scope = type.GetCustomAttribute<EntityScopeAttribute>(inherit: false)?.Scope ?? EntityScope.Namespaced;
        return new EntityDefinition(entity.Group, entity.ApiVersion, entity.Kind, entity.PluralName, scope);
    }
}
