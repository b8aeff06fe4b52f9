using System.Net.Http.Headers;
using Transship.Kubernetes.Configuration;

namespace Transship.Kubernetes.Authentication;

/// <summary>A bearer token in a file that a kubelet or an agent renews: reread each minute, ten seconds early, and after a refusal (A6).</summary>
/// <param name="path">The file.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class TokenFile(string path, TimeProvider timeProvider) : ICredentialSource
{
    private const int MaxFileBytes = 1 << 20;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60 - 10);

    private readonly Lock _lock = new();
    private Credential? _credential;
    private long _readAt;

    /// <inheritdoc/>
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_credential is null || timeProvider.GetElapsedTime(_readAt) >= Lifetime)
            {
                _credential = Read(_credential);
                _readAt = timeProvider.GetTimestamp();
            }

            return new(_credential);
        }
    }

    /// <inheritdoc/>
    public void Invalidate(Credential refused)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_credential, refused))
            {
                _credential = null;
            }
        }
    }

    /// <summary>The file, never the token.</summary>
    public override string ToString() => path;

    /// <summary>While a file is being replaced the last token still serves.</summary>
    private Credential Read(Credential? last)
    {
        try
        {
            var token = new FileInfo(path).Length <= MaxFileBytes ? File.ReadAllText(path).Trim() : "";
            if (token.Length > 0)
            {
                return token == last?.Authorization?.Parameter ? last : new Credential(new AuthenticationHeaderValue("Bearer", token));
            }

            return last ?? throw new KubernetesConfigException($"{path}: the file holds no token.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return last ?? throw new KubernetesConfigException($"{path}: the token cannot be read: {e.Message}", e);
        }
    }
}
