using System.Net;
using System.Net.Sockets;
using Transship.Testing.Servers;

namespace Transship.Integration.Servers;

public sealed class DistributionRegistryTests
{
    [Fact]
    public async Task SeedAsync_EveryKind_SkopeoReadsTheDigestsBack()
    {
        await using var registry = await DistributionRegistry.StartAsync(
            new DistributionRegistryOptions { Credentials = new NetworkCredential("reader", "it's \"secret\" $1") });
        var skopeo = await Skopeo.CreateAsync();

        var images = await registry.SeedAsync();

        Assert.Equal(["chart", "docker", "docker-list", "index", "oci"], images.Select(image => image.Kind).Distinct().Order(StringComparer.Ordinal));
        foreach (var image in images)
        {
            var manifest = await skopeo.InspectRawAsync(registry.Address, image.Reference, registry.Credentials);
            Assert.Equal(image.Digest, Sha256.Digest(manifest));
        }
    }

    [Fact]
    public async Task StartAsync_WithCredentials_RefusesAnotherPassword()
    {
        await using var registry = await DistributionRegistry.StartAsync(
            new DistributionRegistryOptions { Credentials = new NetworkCredential("reader", "right") });
        var image = await registry.SeedAsync("oci", "team/app", "1.0");
        var skopeo = await Skopeo.CreateAsync();

        var failure = await Assert.ThrowsAsync<ToolFailedException>(
            () => skopeo.InspectRawAsync(registry.Address, image.Reference, new NetworkCredential("reader", "wrong")));

        Assert.Contains("authentication required", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task StartAsync_PortTaken_SaysWhy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<ToolFailedException>(
            () => DistributionRegistry.StartAsync(new DistributionRegistryOptions { Port = port }));

        Assert.Contains("address already in use", failure.Message, StringComparison.Ordinal);
    }
}
