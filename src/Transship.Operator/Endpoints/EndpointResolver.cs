using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Models;
using Transship.Providers;
using Transship.Providers.OciLayout;
using Transship.Registry.Endpoints;

namespace Transship.Operator.Endpoints;

/// <summary>Turns an Endpoint and the secrets that it names into what the data plane connects to.</summary>
internal sealed class EndpointResolver(ISecretSource secrets, LayoutRoot layouts)
{
    /// <summary>Reads the specification and its secrets, now (secrets are never cached).</summary>
    /// <exception cref="ReasonedException">The specification or a secret cannot be used.</exception>
    public async Task<RegistryDeclaration> ResolveAsync(Endpoint endpoint, IRegistryProvider provider, CancellationToken cancellationToken)
    {
        var spec = endpoint.Spec;
        var ns = endpoint.Metadata.Namespace ?? "default";
        if (spec.Credentials?.WorkloadIdentity is true && !provider.HasWorkloadIdentity)
        {
            throw new ReasonedException(
                ConditionReasons.InvalidSpec, $"spec.credentials.workloadIdentity is nothing that endpoints of type {spec.Type} have: name a login in spec.credentials.secretRef.");
        }

        var makesPublic = spec.Visibility == "public";
        if (makesPublic && !provider.CanMakePublic)
        {
            throw new ReasonedException(ConditionReasons.InvalidSpec, $"spec.visibility is public, but for endpoints of type {spec.Type} nothing is made that could be: leave it out.");
        }

        var declaration = new RegistryDeclaration
        {
            MakesPublic = makesPublic,
            Region = spec.Region,
            Aws = ReadAws(spec.Aws),
            WorkloadIdentity = spec.Credentials?.WorkloadIdentity is true,
            Tls = await ReadTlsAsync(spec.Tls, ns, cancellationToken),
            Proxy = ReadProxy(spec.Proxy),
            Limits = ReadLimits(spec.Limits),
        };
        declaration = declaration with { Url = ReadUrl(spec, declaration, provider) };
        return declaration with { Credentials = await ReadCredentialsAsync(spec, declaration.Url, ns, cancellationToken) };
    }

    private Uri ReadUrl(EndpointSpec spec, RegistryDeclaration declaration, IRegistryProvider provider)
    {
        if (string.IsNullOrWhiteSpace(spec.Url) && provider.AddressOf(declaration) is { } preset)
        {
            return preset;
        }

        return (spec.Type == OciLayoutProvider.TypeName ? layouts.TryParse(spec.Url, out var url, out var error) : EndpointUrl.TryParse(spec.Url, out url, out error))
            ? url!
            : throw new ReasonedException(ConditionReasons.InvalidSpec, error!);
    }

    private static AwsSettings? ReadAws(EndpointAws? aws) => aws is null ? null : new AwsSettings
    {
        RegistryId = aws.RegistryId,
        RoleArn = aws.RoleArn,
        ExternalId = aws.ExternalId,
        ImmutableTags = aws.Repositories?.ImmutableTags is true,
        ScanOnPush = aws.Repositories?.ScanOnPush is true,
        KmsKey = aws.Repositories?.KmsKey,
        RepositoryTags = aws.Repositories?.Tags is { Count: > 0 } tags
            ? string.Join('\n', tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"))
            : null,
    };

    private static Uri? ReadProxy(string? proxy) => string.IsNullOrWhiteSpace(proxy) ? null
        : Uri.TryCreate(proxy, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "socks5" ? url
        : throw new ReasonedException(ConditionReasons.InvalidSpec, "spec.proxy is no proxy address. Write it as in http://proxy.example.com:3128.");

    private static Registry.Endpoints.EndpointLimits ReadLimits(Api.Endpoints.EndpointLimits? limits) => new()
    {
        MaxConcurrentRequests = limits?.MaxConcurrentRequests,
        RequestsPerSecond = limits?.RequestsPerSecond,
        BytesPerSecond = Bandwidth.Parse(limits?.Bandwidth),
    };

    private async Task<RegistryCredentials?> ReadCredentialsAsync(EndpointSpec spec, Uri url, string ns, CancellationToken cancellationToken) =>
        spec.Credentials?.SecretRef is { } reference
            ? SecretCredentials.Read(await ReadSecretAsync(reference, ns, "spec.credentials.secretRef", cancellationToken), url)
            : null;

    private async Task<TlsOptions> ReadTlsAsync(EndpointTls? tls, string ns, CancellationToken cancellationToken)
    {
        var options = new TlsOptions { Verify = tls?.Verify ?? true };
        if (tls?.CaSecretRef is { } ca)
        {
            var secret = await ReadSecretAsync(ca, ns, "spec.tls.caSecretRef", cancellationToken);
            options = options with { CaPem = Value(secret, "ca.crt") };
            Check(secret, "'ca.crt' holds no certificate in PEM", () => Authorities(options.CaPem).Count > 0);
        }

        if (tls?.ClientCertSecretRef is { } certificate)
        {
            var secret = await ReadSecretAsync(certificate, ns, "spec.tls.clientCertSecretRef", cancellationToken);
            options = options with { ClientCertificatePem = Value(secret, "tls.crt"), ClientKeyPem = new Secret(Value(secret, "tls.key")) };
            Check(secret, "'tls.crt' and 'tls.key' are no certificate in PEM with its key", () =>
            {
                using var pair = X509Certificate2.CreateFromPem(options.ClientCertificatePem, options.ClientKeyPem.Reveal());
                return true;
            });
        }

        return options;
    }

    private static X509Certificate2Collection Authorities(string pem)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return authorities;
    }

    private static void Check(V1Secret secret, string problem, Func<bool> isGood)
    {
        try
        {
            if (isGood())
            {
                return;
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Invalid(e);
        }

        throw Invalid(null);

        ReasonedException Invalid(Exception? inner) =>
            new(ConditionReasons.SecretInvalid, $"Secret '{secret.Metadata.Name}' cannot be used for the connection: {problem}. Store it anew.", inner);
    }

    private async Task<V1Secret> ReadSecretAsync(LocalReference reference, string ns, string field, CancellationToken cancellationToken) =>
        await secrets.ReadAsync(reference.Name, ns, cancellationToken)
        ?? throw new ReasonedException(
            ConditionReasons.SecretNotFound, $"Secret '{reference.Name}', which {field} names, does not exist in namespace '{ns}'. Create it, or correct the name.");

    private static string Value(V1Secret secret, string key) =>
        secret.Data is { } data && data.TryGetValue(key, out var value)
            ? Encoding.UTF8.GetString(value)
            : throw new ReasonedException(ConditionReasons.SecretInvalid, $"Secret '{secret.Metadata.Name}' has no key '{key}'.");
}
