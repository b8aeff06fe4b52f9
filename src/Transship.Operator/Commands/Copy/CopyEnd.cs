using Transship.Api;
using Transship.Operator.Endpoints;
using Transship.Providers;
using Transship.Providers.HelmRepository;
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

    private readonly IDisposable _owner;

    private CopyEnd(ImageReference reference, IRegistryClient client, IDisposable owner) => (Reference, Client, _owner) = (reference, client, owner);

    /// <summary>What was named.</summary>
    public ImageReference Reference { get; }

    /// <summary>The client that reaches it.</summary>
    public IRegistryClient Client { get; }

    /// <summary>Whether its digests are those of what its manifests are made from.</summary>
    public bool NamesContent => _owner is IContentNaming;

    /// <summary>Opens an end, with the given login or the one that docker or podman keep.</summary>
    public static async Task<CopyEnd> OpenAsync(ImageReference reference, string? login, bool verify, CancellationToken cancellationToken)
    {
        var client = new RegistryClient(
            new RegistryEndpoint(reference.Registry)
            {
                Credentials = login is null ? await DockerCredentials.Load().FindAsync(reference, cancellationToken) : Parse(login),
                Tls = new TlsOptions { Verify = verify },
            },
            Options);
        return new CopyEnd(reference, client, client);
    }

    /// <summary>Opens a chart repository, with the given login or none.</summary>
    public static CopyEnd OpenCharts(ChartReference reference, string? login, bool verify)
    {
        var declaration = new RegistryDeclaration { Url = reference.Repository, Credentials = login is null ? null : Parse(login), Tls = new TlsOptions { Verify = verify } };
        try
        {
            var registry = new HelmRepositoryProvider().Open(declaration, Options);
            return new CopyEnd(reference.Chart, registry.Client, registry);
        }
        catch (DeclarationException e)
        {
            throw new ReasonedException(ConditionReasons.InvalidSpec, $"The login of {reference.Chart.Host} is not complete: write it as user:password.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _owner.Dispose();

    private static RegistryCredentials Parse(string login)
    {
        var parts = login.Split(':', 2);
        return parts is [{ Length: > 0 } user, var password]
            ? new RegistryCredentials(user, new Secret(password))
            : throw new ReasonedException(ConditionReasons.InvalidSpec, "A login is written as user:password.");
    }
}
