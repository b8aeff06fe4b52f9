using Transship.Operator.Commands.Crds;
using Transship.Testing.Servers;

namespace Transship.Operator.Tests.Commands;

public sealed class GeneratedManifestsTests
{
    [Fact]
    public void Crds_OfThisProgram_AreThoseInConfig() => AssertSame(GeneratedManifests.Crds(), "config/crd/bases");

    [Fact]
    public void Roles_OfThisProgram_AreThoseInConfig() => AssertSame(GeneratedManifests.Roles(), "config/rbac");

    private static void AssertSame(IReadOnlyList<GeneratedManifest> manifests, string folder)
    {
        Assert.NotEmpty(manifests);
        Assert.All(manifests, manifest => Assert.Equal(File.ReadAllText(Path.Combine(Checkout.Root, folder, manifest.FileName)), manifest.Yaml));
    }
}
