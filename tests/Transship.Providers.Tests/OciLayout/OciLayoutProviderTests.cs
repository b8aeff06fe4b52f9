using Transship.Providers.OciLayout;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.Tests.OciLayout;

public sealed class OciLayoutProviderTests
{
    private readonly OciLayoutProvider _provider = new();

    [Fact]
    public async Task ProbeAsync_FolderIsThere_IsReady()
    {
        var folder = Directory.CreateTempSubdirectory("layout");
        using var client = _provider.CreateClient(new RegistryEndpoint(new Uri(folder.FullName)), new RegistryClientOptions());

        var probe = await _provider.ProbeAsync(client, CancellationToken.None);
        folder.Delete();

        Assert.True(probe.IsReady);
        Assert.True(probe.Capabilities.TagDelete);
    }

    [Fact]
    public async Task ProbeAsync_FolderIsMissing_FailsWithTheReason()
    {
        using var client = _provider.CreateClient(new RegistryEndpoint(new Uri("file:///no/such/folder")), new RegistryClientOptions());

        Assert.Equal(RegistryErrorKind.NotFound, (await _provider.ProbeAsync(client, CancellationToken.None)).Failure?.Kind);
    }

    [Fact]
    public void CreateClient_UrlIsNoFile_SaysWhatIsExpected()
    {
        var error = Assert.Throws<RegistryException>(() => _provider.CreateClient(new RegistryEndpoint(new Uri("https://registry.example/")), new RegistryClientOptions()));

        Assert.Contains("file://", error.Message, StringComparison.Ordinal);
    }
}
