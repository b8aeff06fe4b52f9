using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Transship.Testing.Files;

namespace Transship.Testing.Servers;

/// <summary>A real registry (CNCF distribution) in a process of its own, on loopback, whose content goes away with it.</summary>
public sealed class DistributionRegistry : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    private readonly ServerScript _script;
    private readonly Dictionary<string, string> _account;

    private readonly TemporaryFolder? _keys;

    private DistributionRegistry(ServerScript script, Dictionary<string, string> account, NetworkCredential? credentials, TemporaryFolder? keys)
    {
        _keys = keys;
        _script = script;
        _account = account;
        Credentials = credentials;
    }

    /// <summary>Host and port, such as <c>127.0.0.1:41873</c>.</summary>
    public string Address => _script.Address;

    /// <summary>The address as an Endpoint names it.</summary>
    public Uri Url => new($"{(_keys is null ? "http" : "https")}://{Address}");

    /// <summary>The account that the registry asks for, or null.</summary>
    public NetworkCredential? Credentials { get; }

    /// <summary>Starts a registry and returns when it answers.</summary>
    public static async Task<DistributionRegistry> StartAsync(
        DistributionRegistryOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DistributionRegistryOptions();
        var account = new Dictionary<string, string>
        {
            ["REGISTRY_USERNAME"] = options.Credentials?.UserName ?? "",
            ["REGISTRY_PASSWORD"] = options.Credentials?.Password ?? "",
            ["REGISTRY_SCHEME"] = options.Certificate is null ? "http" : "https",
        };
        var environment = new Dictionary<string, string>(account)
        {
            ["PORT"] = options.Port.ToString(CultureInfo.InvariantCulture),
            ["DELETE"] = options.AllowDelete ? "1" : "0",
            ["EVENTS_URL"] = options.EventsUrl?.ToString() ?? "",
            ["EVENTS_TOKEN"] = options.EventsToken,
        };
        if (options.TemporaryFolder is { } folder)
        {
            environment["TMPDIR"] = folder;
        }

        if (options.Log is { } log)
        {
            environment["LOG"] = log;
        }

        var keys = options.Certificate is { } certificate ? Write(certificate, environment) : null;
        var script = await ServerScript.StartAsync("tests/registries/serve.sh", environment, StartTimeout, cancellationToken);
        return new DistributionRegistry(script, account, options.Credentials, keys);
    }

    /// <summary>Pushes the standard set of images: every kind, several tags, layers shared between repositories.</summary>
    public Task<IReadOnlyList<SeededImage>> SeedAsync(CancellationToken cancellationToken = default) => SeedAsync([], cancellationToken);

    /// <summary>Pushes one image of a kind that tests/registries/seed.sh knows.</summary>
    /// <param name="kind">docker, oci, docker-list, index, chart or large.</param>
    /// <param name="repository">The repository's name.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="megabytes">The size of a large one.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    public async Task<SeededImage> SeedAsync(
        string kind, string repository, string tag, int? megabytes = null, CancellationToken cancellationToken = default)
    {
        string[] size = megabytes is { } count ? [count.ToString(CultureInfo.InvariantCulture)] : [];
        return (await SeedAsync([kind, $"{repository}:{tag}", .. size], cancellationToken)).Single();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _script.DisposeAsync();
        _keys?.Dispose();
    }

    private static TemporaryFolder Write(X509Certificate2 certificate, Dictionary<string, string> environment)
    {
        var keys = new TemporaryFolder();
        using var key = certificate.GetECDsaPrivateKey() ?? throw new ArgumentException("The certificate has no elliptic key.", nameof(certificate));
        environment["TLS_CERTIFICATE"] = keys.Write("tls.crt", certificate.ExportCertificatePem());
        environment["TLS_KEY"] = keys.Write("tls.key", key.ExportPkcs8PrivateKeyPem());
        return keys;
    }

    private async Task<IReadOnlyList<SeededImage>> SeedAsync(IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        var output = await new Tool(Checkout.PathTo("tests/registries/seed.sh"), [Address], _account)
            .RunAsync(images, timeout: TimeSpan.FromMinutes(10), cancellationToken: cancellationToken);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(SeededImage.Parse)];
    }
}
