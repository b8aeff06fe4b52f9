using Transship.Integration.Servers;

namespace Transship.Integration.Pods;

/// <summary>Test classes with <c>[Collection(PodCollection.Name)]</c> have a control plane of their own, with scheduler and node, and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class PodCollection : ICollectionFixture<ControlPlaneFixture>
{
    public const string Name = "pods";
}
