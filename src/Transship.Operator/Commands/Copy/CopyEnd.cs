using Transship.Api;
using Transship.Operator.Endpoints;
using Transship.Registry.Clients;
using Transship.Registry.Credentials;
using Transship.Registry.Endpoints;
using Transship.Registry.References;

namespace Transship.Operator.Commands.Copy;

/// <summary>One end of a copy: what was named, and the client that reaches it.</summary>
internal sealed class CopyEnd : IDisposable
{
    // Somebody waits for the answer: a registry that hangs is given up within a minute.
    private static readonly RegistryClientOptions Options = new() { RequestTimeout = TimeSpan.FromSeconds(20), Retries = 2 };

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
        }, Options));

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    private static RegistryCredentials Parse(string login)
    {
        var parts = login.Split(':', 2);
        return parts is [{ Length: > 0 } user, var password]
            ? new RegistryCredentials(user, new Secret(password))
            : throw new ReasonedException(ConditionReasons.InvalidSpec, "A login is written as user:password.");
    }
}
