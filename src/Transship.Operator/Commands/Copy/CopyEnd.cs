using Transship.Registry.Clients;
using Transship.Registry.Credentials;
using Transship.Registry.Endpoints;
using Transship.Registry.References;

namespace Transship.Operator.Commands.Copy;

/// <summary>One end of a copy: what was named, and the client that reaches it.</summary>
internal sealed class CopyEnd : IDisposable
{
    private CopyEnd(ImageReference reference, RegistryClient client) => (Reference, Client) = (reference, client);

    /// <summary>What was named.</summary>
    public ImageReference Reference { get; }

    /// <summary>The client that reaches it.</summary>
    public RegistryClient Client { get; }

    /// <summary>Opens an end, with the given login or the one that docker or podman keep.</summary>
    public static async Task<CopyEnd> OpenAsync(ImageReference reference, string? login, bool verify, CancellationToken cancellationToken) =>
        new(reference, new RegistryClient(new RegistryEndpoint(reference.Registry)
        {
            Credentials = login is null ? await DockerCredentials.Load().FindAsync(reference, cancellationToken) : Parse(login),
            Tls = new TlsOptions { Verify = verify },
        }));

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    private static RegistryCredentials Parse(string login)
    {
        var parts = login.Split(':', 2);
        return new RegistryCredentials(parts[0], new Secret(parts.Length == 2 ? parts[1] : ""));
    }
}
