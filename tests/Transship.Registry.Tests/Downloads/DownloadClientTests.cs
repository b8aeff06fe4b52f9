using Transship.Registry.Clients;
using Transship.Registry.Downloads;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Certificates;
using Transship.Testing.Http;

namespace Transship.Registry.Tests.Downloads;

public sealed class DownloadClientTests : IAsyncLifetime, IDisposable
{
    private readonly TestAuthority _authority = new();
    private ScriptedServer _own = null!;
    private ScriptedServer _other = null!;

    /// <summary>The other server under a name that is not the endpoint's.</summary>
    private Uri Elsewhere => new UriBuilder(_other.Address) { Host = "localhost", Path = "/chart.tgz" }.Uri;

    public async Task InitializeAsync()
    {
        _own = await ScriptedServer.StartAsync(_authority.Server(), clientCertificates: true);
        _other = await ScriptedServer.StartAsync(_authority.Server("localhost"), clientCertificates: true);
        _other.On("GET /chart.tgz", Answer.Text("chart", "application/gzip"), times: 2);
    }

    public async Task DisposeAsync()
    {
        await _own.DisposeAsync();
        await _other.DisposeAsync();
    }

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task OpenAsync_FileAndRedirectToAnotherHost_ShowNoClientCertificateThere()
    {
        _own.On("GET /index.yaml", Answer.Text("entries: {}", "text/yaml"));
        _own.On("GET /chart.tgz", Answer.Text("", "text/plain", 302).With("Location", Elsewhere.ToString()));
        var (certificate, key) = _authority.Client("reader");
        using var client = Create(new TlsOptions { CaPem = _authority.Pem, ClientCertificatePem = certificate, ClientKeyPem = new Secret(key) });

        await ReadAsync(client, new Uri(_own.Address, "index.yaml"));
        await ReadAsync(client, new Uri(_own.Address, "chart.tgz"));
        await ReadAsync(client, Elsewhere);

        Assert.All(_own.Requests, request => Assert.Equal("CN=reader", request.ClientCertificate?.Subject));
        Assert.Equal(2, _other.Requests.Count);
        Assert.All(_other.Requests, request => Assert.Null(request.ClientCertificate));
    }

    [Fact]
    public async Task OpenAsync_CertificatesAreNotVerified_OtherHostsAreAllTheSame()
    {
        _own.On("GET /index.yaml", Answer.Text("entries: {}", "text/yaml"));
        using var client = Create(new TlsOptions { Verify = false });

        await ReadAsync(client, new Uri(_own.Address, "index.yaml"));
        var error = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(client, Elsewhere));

        Assert.Equal(RegistryErrorKind.CertificateNotTrusted, error.Kind);
        Assert.Empty(_other.Requests);
    }

    private DownloadClient Create(TlsOptions tls) => new(new RegistryEndpoint(_own.Address) { Tls = tls }, new RegistryClientOptions { Retries = 0 });

    private static async Task ReadAsync(DownloadClient client, Uri url)
    {
        using var answer = await client.OpenAsync(new DownloadRequest(url, "GET a file", 1000), CancellationToken.None);
        await using var body = await answer.ReadAsync();
        await body.CopyToAsync(Stream.Null);
    }
}
