using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;

namespace Transship.Testing.Kubernetes;

/// <summary>A kind for tests.</summary>
[KubernetesEntity(Group = "testing.transship.io", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
public sealed record Widget : CustomKubernetesEntity<WidgetSpec, WidgetStatus>
{
    /// <summary>A widget as a server would send it.</summary>
    /// <param name="name">Name.</param>
    /// <param name="version">Resource version.</param>
    /// <param name="size">What its specification says.</param>
    /// <param name="namespace">Namespace.</param>
    public static Widget Named(string name, string? version = null, int size = 0, string @namespace = "default") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = @namespace, ResourceVersion = version, Uid = version is null ? null : $"uid-{name}", Generation = version is null ? null : 1 },
        Spec = new WidgetSpec { Size = size },
    };
}

/// <summary>What a widget should be.</summary>
public sealed record WidgetSpec
{
    /// <summary>Its size.</summary>
    public int Size { get; init; }

    /// <summary>The name of a secret that it refers to.</summary>
    public string? Secret { get; init; }
}

/// <summary>What a widget is.</summary>
public sealed record WidgetStatus
{
    /// <summary>The generation that was read.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Its size.</summary>
    public int? Size { get; init; }

    /// <summary>Its conditions.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}

/// <summary>A kind for tests that widgets own.</summary>
[KubernetesEntity(Group = "testing.transship.io", ApiVersion = "v1", Kind = "Part", PluralName = "parts")]
public sealed record Part : CustomKubernetesEntity<WidgetSpec, WidgetStatus>;

/// <summary>A cluster-scoped kind for tests.</summary>
[KubernetesEntity(Group = "testing.transship.io", ApiVersion = "v1", Kind = "Zone", PluralName = "zones")]
[EntityScope(EntityScope.Cluster)]
public sealed record Zone : CustomKubernetesEntity<WidgetSpec, WidgetStatus>;
