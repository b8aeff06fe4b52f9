using System.Net.Http.Headers;
using System.Text;

namespace Transship.Kubernetes.Authentication;

/// <summary>A credential that never changes.</summary>
public sealed class StaticCredential : ICredentialSource
{
    private readonly Credential _credential;

    private StaticCredential(AuthenticationHeaderValue authorization) => _credential = new Credential(authorization);

    /// <summary>A bearer token.</summary>
    /// <param name="token">The token.</param>
    public static StaticCredential Bearer(string token) => new(new AuthenticationHeaderValue("Bearer", token));

    /// <summary>User name and password.</summary>
    /// <param name="name">The user.</param>
    /// <param name="password">The password.</param>
    public static StaticCredential Basic(string name, string password) =>
        new(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))));

    /// <inheritdoc/>
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => new(_credential);

    /// <inheritdoc/>
    public void Invalidate(Credential refused)
    {
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => "***";
}
