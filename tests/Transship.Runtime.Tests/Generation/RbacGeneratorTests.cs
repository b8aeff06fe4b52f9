using Transship.Kubernetes.Manifests;
using Transship.Kubernetes.Models;
using Transship.Runtime.Generation;
using Transship.Runtime.Rbac;

namespace Transship.Runtime.Tests.Generation;

public sealed class RbacGeneratorTests
{
    private static readonly Type[] Types = [typeof(WidgetController), typeof(WidgetCleaner)];

    [Fact]
    public void ClusterRole_SeveralTypes_MergesAndSorts() =>
        GoldenFile.AssertEqual("role.yaml", ManifestWriter.ToYaml(RbacGenerator.ClusterRole("widget-operator", Types)));

    [Fact]
    public void Role_ClusterScopedKind_IsLeftOut()
    {
        var role = ManifestWriter.ToYaml(RbacGenerator.Role("widget-operator", Types));

        Assert.Contains("kind: Role\n", role, StringComparison.Ordinal);
        Assert.DoesNotContain("namespaces", role, StringComparison.Ordinal);
    }

    [Fact]
    public void LeaderElectionRole_Always_AllowsLeasesAndEvents() =>
        GoldenFile.AssertEqual("leader_election_role.yaml", ManifestWriter.ToYaml(RbacGenerator.LeaderElectionRole("leader-election")));

    [EntityRbac(typeof(Widget), Verbs = RbacVerbs.ReadOnly | RbacVerbs.Patch)]
    [EntityRbac(typeof(Widget), Subresource = "status", Verbs = RbacVerbs.Patch)]
    [EntityRbac(typeof(V1Secret), typeof(V1Namespace), Verbs = RbacVerbs.Get)]
    [GenericRbac(Groups = ["batch"], Resources = ["jobs"], Verbs = RbacVerbs.All)]
    private sealed class WidgetController;

    [EntityRbac(typeof(Widget), Subresource = "finalizers", Verbs = RbacVerbs.Update)]
    [EntityRbac(typeof(Widget), Verbs = RbacVerbs.Update)]
    private sealed class WidgetCleaner;
}
