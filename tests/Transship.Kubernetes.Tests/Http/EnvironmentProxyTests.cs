using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Http;

namespace Transship.Kubernetes.Tests.Http;

public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("https://10.1.2.3:6443", "10.0.0.0/8", false)]
    [InlineData("https://11.1.2.3:6443", "10.0.0.0/8", true)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3", false)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3:443", true)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3:6443", false)]
    [InlineData("https://[fd00::5]:6443", "fd00::/8", false)]
    [InlineData("https://[fd00::5]:6443", "[fd00::5]:6443", false)]
    [InlineData("https://api.example.org", "example.org", false)]
    [InlineData("https://example.org", "example.org", false)]
    [InlineData("https://example.org", ".example.org", true)]
    [InlineData("https://api.example.org", ".example.org", false)]
    [InlineData("https://api.example.org", "*.example.org", false)]
    [InlineData("https://badexample.org", "example.org", true)]
    [InlineData("https://api.example.org", "other, EXAMPLE.org", false)]
    [InlineData("https://api.example.org:8443", "example.org:8443", false)]
    [InlineData("https://api.example.org:8443", "example.org:443", true)]
    [InlineData("https://api.example.org", "*", false)]
    [InlineData("https://api.example.org", "", true)]
    [InlineData("https://api.example.org", "10.0.0.0/99,what ever", true)]
    [InlineData("https://127.0.0.1:6443", "", false)]
    [InlineData("https://localhost:6443", "", false)]
    public void For_NoProxy_ExceptsWhatItLists(string server, string noProxy, bool proxied)
    {
        var proxy = EnvironmentProxy.For(new Uri(server), Variables(("HTTPS_PROXY", "http://proxy:3128"), ("NO_PROXY", noProxy)));

        Assert.Equal(proxied, proxy is not null);
    }

    [Fact]
    public void For_Scheme_ChoosesTheVariable()
    {
        var variables = Variables(("https_proxy", "secure:1"), ("HTTP_PROXY", "socks5://plain:2"));

        Assert.Equal(new Uri("http://secure:1"), EnvironmentProxy.For(new Uri("https://h"), variables)!.Address);
        Assert.Equal(new Uri("socks5://plain:2"), EnvironmentProxy.For(new Uri("http://h"), variables)!.Address);
    }

    [Fact]
    public void For_UserInfo_BecomesCredentials()
    {
        var proxy = EnvironmentProxy.For(new Uri("https://h"), Variables(("HTTPS_PROXY", "http://me:p%40ss@proxy:1")))!;

        var credential = proxy.Credentials!.GetCredential(proxy.Address!, "Basic")!;
        Assert.Equal(("me", "p@ss"), (credential.UserName, credential.Password));
    }

    [Fact]
    public void For_NoUrl_NamesTheVariable()
    {
        var thrown = Assert.Throws<KubernetesConfigException>(() => EnvironmentProxy.For(new Uri("https://h"), Variables(("HTTPS_PROXY", "http://"))));

        Assert.Equal("HTTPS_PROXY is no URL of a proxy: write http://HOST:PORT.", thrown.Message);
    }

    private static Func<string, string?> Variables(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
