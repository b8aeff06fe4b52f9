using Transship.Providers.OciLayout;
using Transship.Registry.Clients;
using Transship.Registry.Errors;

namespace Transship.Providers.Tests.OciLayout;

public sealed class OciLayoutProviderTests
{
    [Fact]
    public async Task ProbeAsync_FolderIsThere_IsReady()
    {
        var folder = Directory.CreateTempSubdirectory("layout");
        using var registry = Open(new Uri(folder.FullName));

        var probe = await registry.ProbeAsync(CancellationToken.None);
        folder.Delete();

        Assert.True(probe.IsReady);
        Assert.True(probe.Capabilities.TagDelete);
    }

    [Fact]
    public async Task ProbeAsync_FolderIsMissing_FailsWithTheReason()
    {
        using var registry = Open(new Uri("file:///no/such/folder"));

        Assert.Equal(RegistryErrorKind.NotFound, (await registry.ProbeAsync(CancellationToken.None)).Failure?.Kind);
    }

    [Fact]
    public void CreateClient_UrlIsNoFile_SaysWhatIsExpected()
    {
        var error = Assert.Throws<RegistryException>(() => Open(new Uri("https://registry.example/")));

        Assert.Contains("file://", error.Message, StringComparison.Ordinal);
    }

    private static IRegistry Open(Uri url) => new OciLayoutProvider().Open(new RegistryDeclaration { Url = url }, new RegistryClientOptions());
}
