using Transship.Api;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Commands.Crds;
using Transship.Runtime.Generation;
using Transship.Testing.Servers;

namespace Transship.Operator.Tests.Commands;

public sealed class GeneratedManifestsTests
{
    [Fact]
    public void Crds_OfThisProgram_AreThoseInConfig() => AssertSame(GeneratedManifests.Crds(), "config/crd/bases");

    [Fact]
    public void Roles_OfThisProgram_AreThoseInConfig() => AssertSame(GeneratedManifests.Roles(), "config/rbac");

    [Fact]
    public void Crds_OfThisProgram_AreWhatTheTypesSay()
    {
        var entities = typeof(TransshipApi).Assembly.GetTypes().Where(type => type.IsDefined(typeof(KubernetesEntityAttribute), inherit: false));

        Assert.Equal(entities.Select(entity => ManifestWriter.ToYaml(CrdGenerator.Generate(entity))).Order(StringComparer.Ordinal), GeneratedManifests.Crds().Select(crd => crd.Yaml).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Content_OfEachDefinition_IsThatOfItsText() =>
        Assert.All(GeneratedManifests.Crds(), crd => Assert.Equal(crd.Yaml, ManifestWriter.ToYaml(crd.Content)));

    private static void AssertSame(IReadOnlyList<GeneratedManifest> manifests, string folder)
    {
        Assert.NotEmpty(manifests);
        Assert.All(manifests, manifest => Assert.Equal(File.ReadAllText(Path.Combine(Checkout.Root, folder, manifest.FileName)), manifest.Yaml));
    }
}
