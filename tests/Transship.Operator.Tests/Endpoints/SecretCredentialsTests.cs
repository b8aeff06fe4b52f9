using System.Text;
using Transship.Api;
using Transship.Operator.Endpoints;
using Transship.Operator.Tests.Harness;
using Transship.Registry.Endpoints;

namespace Transship.Operator.Tests.Endpoints;

public sealed class SecretCredentialsTests
{
    private static readonly string Pair = Convert.ToBase64String(Encoding.UTF8.GetBytes("robot:pass:word"));

    [Fact]
    public void Read_BasicAuth_CutsTheNewlineThatEditorsAdd()
    {
        var read = Read("https://host", ("username", "robot\n"), ("password", "hunter2\r\n"));
        Assert.Equal(("robot", "hunter2"), (read.Username, read.Password.Reveal()));
    }

    [Fact]
    public void Read_BasicAuthWithASessionToken_HasIt()
    {
        var read = Read("https://host", ("username", "ASIAIOSFODNN7EXAMPLE"), ("password", "secret"), ("sessionToken", "session\n"));
        Assert.Equal("session", read.IdentityToken.Reveal());
    }

    [Theory]
    [InlineData("host.example.com", "https://host.example.com")]
    [InlineData("https://host.example.com", "https://host.example.com")]
    [InlineData("https://host.example.com/v2/", "https://host.example.com/registry")]
    [InlineData("HOST.example.com", "https://host.example.com")]
    [InlineData("10.0.0.5:5000", "http://10.0.0.5:5000")]
    [InlineData("http://10.0.0.5:5000", "http://10.0.0.5:5000")]
    [InlineData("host.example.com:443", "https://host.example.com")]
    [InlineData("https://index.docker.io/v1/", "https://docker.io")]
    [InlineData("docker.io", "https://registry-1.docker.io")]
    public void Read_DockerConfig_FindsTheRegistry(string entry, string url)
    {
        var read = Read(url, Config("""{"auths":{"other.example.com":{"auth":"eDp5"},"ENTRY":{"auth":"PAIR"}}}""".Replace("ENTRY", entry, StringComparison.Ordinal).Replace("PAIR", Pair, StringComparison.Ordinal)));
        Assert.Equal(("robot", "pass:word"), (read.Username, read.Password.Reveal()));
    }

    [Fact]
    public void Read_DockerConfigInFields_IsRead()
    {
        var read = Read("https://host", Config("""{"auths":{"host":{"username":"robot","password":"hunter2"}}}"""));
        Assert.Equal(("robot", "hunter2"), (read.Username, read.Password.Reveal()));
    }

    [Fact]
    public void Read_DockerConfigWithIdentityToken_TakesIt()
    {
        var read = Read("https://host", Config("""{"auths":{"host":{"identitytoken":"opaque"}}}"""));
        Assert.Equal("opaque", read.IdentityToken.Reveal());
    }

    [Theory]
    [InlineData("""{"auths":{"other":{"auth":"eDp5"}}}""", "has no login for host")]
    [InlineData("""{"auths":{}}""", "has no login for host")]
    [InlineData("{}", "has no login for host")]
    [InlineData("""{"auths":{"host":{}}}""", "has no login for host")]
    [InlineData("no json", "is no docker configuration")]
    [InlineData("[]", "is no docker configuration")]
    [InlineData("""{"auths":{"host":{"auth":"%%%"}}}""", "is no docker configuration")]
    [InlineData("""{"auths":{"host":{"auth":7}}}""", "is no docker configuration")]
    [InlineData("""{"auths":{"host":"text"}}""", "is no docker configuration")]
    public void Read_NoLogin_SaysWhyAndHowToMakeOne(string config, string problem)
    {
        var error = Assert.Throws<ReasonedException>(() => Read("https://host", Config(config)));
        Assert.Equal(ConditionReasons.SecretInvalid, error.Reason);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("kubectl create secret generic login", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PasswordIsMissing_NamesTheKeysAndNoValue()
    {
        var error = Assert.Throws<ReasonedException>(() => Read("https://host", ("username", "robot"), ("pasword", "hunter2")));
        Assert.Contains("neither 'username' and 'password' nor 'token' nor '.dockerconfigjson'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Token_IsAnIdentityToken()
    {
        var read = Read("https://charts", ("token", "abc\n"));
        Assert.Equal(("", "abc"), (read.Username, read.IdentityToken.Reveal()));
    }

    private static (string Key, string Value) Config(string json) => (".dockerconfigjson", json);

    private static RegistryCredentials Read(string url, params (string Key, string Value)[] data) =>
        SecretCredentials.Read(Sample.Secret("login", data), new Uri(url));
}
