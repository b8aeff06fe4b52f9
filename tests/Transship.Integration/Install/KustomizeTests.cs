using Transship.Integration.Servers;
using Transship.Testing.Servers;

namespace Transship.Integration.Install;

[Collection(ControlPlaneCollection.Name)]
public sealed class KustomizeTests(ControlPlaneFixture fixture)
{
    [Fact]
    public async Task Install_ConfigDefault_ServerAcceptsEverythingAndTheOperatorMayWork()
    {
        var kubectl = fixture.ControlPlane.Kubectl;

        await kubectl.RunAsync(["apply", "--validate=false", "-k", Checkout.PathTo("config/default")]);

        await OperatorPermissions.AssertAsync(
            kubectl, "system:serviceaccount:transship-system:transship-controller-manager", "transship-system");
    }
}
