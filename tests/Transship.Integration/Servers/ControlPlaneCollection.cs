namespace Transship.Integration.Servers;

/// <summary>Test classes with <c>[Collection(ControlPlaneCollection.Name)]</c> share the one real control plane and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class ControlPlaneCollection : ICollectionFixture<ControlPlaneFixture>
{
    public const string Name = "real control plane";
}
