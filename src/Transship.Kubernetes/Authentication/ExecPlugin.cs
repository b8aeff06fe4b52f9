using System.Net.Http.Headers;
using System.Text.Json;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Authentication;

/// <summary>Asks a program for credentials, and again 30 seconds before they expire or when they were refused.</summary>
internal sealed class ExecPlugin(ExecPluginOptions options, TimeProvider timeProvider) : ICredentialSource, IDisposable
{
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    private readonly ExecProcess _process = new(options, timeProvider);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Held? _held;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh)
        {
            return fresh;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } meanwhile)
            {
                return meanwhile;
            }

            _held = Parse(await _process.RunAsync(cancellationToken));
            return _held.Credential;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Invalidate(Credential refused)
    {
        if (_held is { } held && ReferenceEquals(held.Credential, refused))
        {
            Interlocked.CompareExchange(ref _held, null, held);
        }
    }

    public void Dispose() => _gate.Dispose();

    public override string ToString() => options.Command;

    private Credential? Fresh() =>
        _held is { } held && (held.Expires is not { } expires || timeProvider.GetUtcNow() < expires - Leeway) ? held.Credential : null;

    private Held Parse(string output)
    {
        ExecCredential? answer;
        try
        {
            answer = JsonSerializer.Deserialize(output, KubernetesJson.TypeInfo<ExecCredential>());
        }
        catch (JsonException e)
        {
            throw options.Failed("its answer is no ExecCredential in JSON", e);
        }

        if (answer?.Status is not { } status || (status.Token is null && status.ClientCertificateData is null))
        {
            throw options.Failed("its answer has neither a token nor a client certificate");
        }

        var credential = new Credential(status.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null)
        {
            ClientCertificate = status is { ClientCertificateData: { } certificate, ClientKeyData: { } key } ? new ClientCertificatePem(certificate, key) : null,
        };
        return new Held(credential, status.ExpirationTimestamp);
    }

    private sealed record Held(Credential Credential, DateTimeOffset? Expires);
}
