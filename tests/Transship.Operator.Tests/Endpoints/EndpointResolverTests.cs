using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Operator.Endpoints;
using Transship.Operator.Tests.Harness;
using Transship.Providers;
using Transship.Providers.AwsEcr;
using Transship.Providers.DockerRegistry;
using Transship.Providers.Harbor;
using Transship.Registry.Endpoints;
using Transship.Testing.Certificates;

namespace Transship.Operator.Tests.Endpoints;

public sealed class EndpointResolverTests : IAsyncDisposable
{
    private readonly Bench _bench = Bench.Create();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Resolve_EveryField_IsThere()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Client("robot");
        _bench.Cluster.Add(Sample.Secret("login", ("username", "robot"), ("password", "hunter2")));
        _bench.Cluster.Add(Sample.Secret("ca", ("ca.crt", authority.Pem)));
        _bench.Cluster.Add(Sample.Secret("client", ("tls.crt", certificate), ("tls.key", key)));

        var resolved = await ResolveAsync(new EndpointSpec
        {
            Url = "https://host:5000/path",
            Region = "eu-west-1",
            Aws = new EndpointAws
            {
                RegistryId = "123456789012",
                Repositories = new EndpointAwsRepositories { ImmutableTags = true, Tags = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } },
            },
            Credentials = new EndpointCredentials { SecretRef = Ref("login"), WorkloadIdentity = true },
            Tls = new EndpointTls { Verify = false, CaSecretRef = Ref("ca"), ClientCertSecretRef = Ref("client") },
            Proxy = "http://proxy:3128",
            Limits = new Api.Endpoints.EndpointLimits { MaxConcurrentRequests = 3, RequestsPerSecond = 7, Bandwidth = "1Ki" },
        }, new AwsEcrProvider());

        Assert.Equal(new RegistryDeclaration
        {
            Url = new Uri("https://host:5000/path"),
            Region = "eu-west-1",
            Aws = new AwsSettings { RegistryId = "123456789012", ImmutableTags = true, RepositoryTags = "a=1\nb=2" },
            WorkloadIdentity = true,
            Credentials = new RegistryCredentials("robot", new Secret("hunter2")),
            Tls = new TlsOptions { Verify = false, CaPem = authority.Pem, ClientCertificatePem = certificate, ClientKeyPem = new Secret(key) },
            Proxy = new Uri("http://proxy:3128"),
            Limits = new Registry.Endpoints.EndpointLimits { MaxConcurrentRequests = 3, RequestsPerSecond = 7, BytesPerSecond = 1024 },
        }, resolved);
    }

    [Fact]
    public async Task Resolve_AddressOnly_IsAnonymousAndVerifies()
    {
        var resolved = await ResolveAsync(new EndpointSpec { Url = "host" });
        Assert.Null(resolved.Credentials);
        Assert.True(resolved.Tls.Verify);
    }

    [Fact]
    public async Task Resolve_SecretIsMissing_NamesItAndTheField()
    {
        var error = await RefuseAsync(new EndpointSpec { Url = "host", Tls = new EndpointTls { CaSecretRef = Ref("ca") } });
        Assert.Equal(
            (ConditionReasons.SecretNotFound, "Secret 'ca', which spec.tls.caSecretRef names, does not exist in namespace 'default'. Create it, or correct the name."),
            (error.Reason, error.Message));
    }

    [Fact]
    public async Task Resolve_KeyIsMissing_NamesIt()
    {
        _bench.Cluster.Add(Sample.Secret("ca", ("ca.pem", "x")));
        var error = await RefuseAsync(new EndpointSpec { Url = "host", Tls = new EndpointTls { CaSecretRef = Ref("ca") } });
        Assert.Equal((ConditionReasons.SecretInvalid, "Secret 'ca' has no key 'ca.crt'."), (error.Reason, error.Message));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task Resolve_AuthorityIsNoCertificate_SaysSo(string pem)
    {
        _bench.Cluster.Add(Sample.Secret("ca", ("ca.crt", pem)));
        var error = await RefuseAsync(new EndpointSpec { Url = "host", Tls = new EndpointTls { CaSecretRef = Ref("ca") } });
        Assert.Equal(ConditionReasons.SecretInvalid, error.Reason);
        Assert.Contains("'ca.crt' holds no certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_KeyOfAnotherCertificate_SaysSo()
    {
        using var authority = new TestAuthority();
        _bench.Cluster.Add(Sample.Secret("client", ("tls.crt", authority.Client("a").Certificate), ("tls.key", authority.Client("b").Key)));
        var error = await RefuseAsync(new EndpointSpec { Url = "host", Tls = new EndpointTls { ClientCertSecretRef = Ref("client") } });
        Assert.Equal(ConditionReasons.SecretInvalid, error.Reason);
        Assert.Contains("'tls.crt' and 'tls.key'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy:secret")]
    [InlineData("ftp://user:secret@proxy")]
    public async Task Resolve_ProxyIsNone_SaysSoWithoutRepeatingIt(string proxy)
    {
        var error = await RefuseAsync(new EndpointSpec { Url = "host", Proxy = proxy });
        Assert.Equal(ConditionReasons.InvalidSpec, error.Reason);
        Assert.StartsWith("spec.proxy", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_AddressIsNone_IsAnInvalidSpecification() =>
        Assert.Equal(ConditionReasons.InvalidSpec, (await RefuseAsync(new EndpointSpec { Url = "::" })).Reason);

    [Fact]
    public async Task Resolve_WorkloadIdentityOfATypeWithoutIt_SaysWhatToNameInstead()
    {
        var error = await RefuseAsync(new EndpointSpec { Url = "host", Credentials = new EndpointCredentials { WorkloadIdentity = true } });
        Assert.Equal(ConditionReasons.InvalidSpec, error.Reason);
        Assert.Contains("docker-registry", error.Message, StringComparison.Ordinal);
        Assert.Contains("spec.credentials.secretRef", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_PublicOfATypeThatMakesNothing_IsRefused()
    {
        Assert.Contains("spec.visibility", (await RefuseAsync(new EndpointSpec { Url = "host", Visibility = "public" })).Message, StringComparison.Ordinal);
        Assert.True((await ResolveAsync(new EndpointSpec { Url = "host", Visibility = "public" }, new HarborProvider())).MakesPublic);
        Assert.False((await ResolveAsync(new EndpointSpec { Url = "host", Visibility = "private" })).MakesPublic);
    }

    private static LocalReference Ref(string name) => new() { Name = name };

    private Task<ReasonedException> RefuseAsync(EndpointSpec spec) => Assert.ThrowsAsync<ReasonedException>(() => ResolveAsync(spec));

    private Task<RegistryDeclaration> ResolveAsync(EndpointSpec spec, IRegistryProvider? provider = null) => new EndpointResolver(new ApiSecrets(_bench.Cluster), new LayoutRoot("/var/lib/images"))
        .ResolveAsync(Sample.Endpoint("e", "") with { Spec = spec }, provider ?? new DockerRegistryProvider(), CancellationToken.None);
}
