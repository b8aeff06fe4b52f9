namespace Transship.Integration.Servers;

/// <summary>Test classes with <c>[Collection(ControlPlaneCollection.Name)]</c> share a real control plane and take turns; those of pods have another.</summary>
[CollectionDefinition(Name)]
public sealed class ControlPlaneCollection : ICollectionFixture<ControlPlaneFixture>
{
    public const string Name = "real control plane";
}
