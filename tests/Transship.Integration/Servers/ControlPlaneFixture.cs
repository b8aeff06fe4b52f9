using Transship.Testing.Servers;

namespace Transship.Integration.Servers;

/// <summary>A real control plane, with the product's resource definitions installed.</summary>
public sealed class ControlPlaneFixture : IAsyncLifetime
{
    private ControlPlane? _controlPlane;

    public ControlPlane ControlPlane => _controlPlane ?? throw new InvalidOperationException("The control plane has not been started.");

    public async Task InitializeAsync()
    {
        _controlPlane = await ControlPlane.StartAsync();
        await _controlPlane.InstallDefinitionsAsync();
    }

    public async Task DisposeAsync()
    {
        if (_controlPlane is not null)
        {
            await _controlPlane.DisposeAsync();
        }
    }
}
