using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Tests;

[KubernetesEntity(Group = "example.org", ApiVersion = "v1", Kind = "Gadget", PluralName = "gadgets")]
public sealed record Gadget : CustomKubernetesEntity<GadgetSpec, GadgetStatus>;

public sealed record GadgetSpec
{
    public int Size { get; init; }
}

public sealed record GadgetStatus
{
    public string? Phase { get; init; }
}
