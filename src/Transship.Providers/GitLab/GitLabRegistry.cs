using System.Globalization;
using System.Runtime.CompilerServices;
using Transship.Registry.Clients;
using Transship.Registry.Errors;

namespace Transship.Providers.GitLab;

/// <summary>GitLab's registry with its API: the repositories of a group, a user or a project, and projects made on demand.</summary>
internal sealed class GitLabRegistry(RegistryClient client, GitLabApi api) : GitLabTokenRegistry(client), IRepositoryListing, INamespaceCreation
{
    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listing = prefix.LastIndexOf('/') is > 0 and var slash ? BelowAsync(prefix[..slash], cancellationToken) : OfProjectsAsync(null, cancellationToken);
        await foreach (var repository in listing.WithCancellation(cancellationToken))
        {
            yield return repository;
        }
    }

    public async Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken)
    {
        var parts = repository.Split('/');
        if (parts.Length < 2)
        {
            throw new RegistryException(RegistryErrorKind.InvalidReference, $"GitLab has repositories in projects only: write '{repository}' as group/{repository}.");
        }

        try
        {
            // Groups may be in groups; where they end, and the image's own name begins, is the project.
            for (var depth = 2; depth <= parts.Length; depth++)
            {
                var path = string.Join('/', parts[..depth]);
                if (await api.IsProjectAsync(path, cancellationToken))
                {
                    return;
                }

                if (await api.FindNamespaceAsync(path, cancellationToken) is null)
                {
                    var parent = string.Join('/', parts[..(depth - 1)]);
                    await api.CreateProjectAsync(
                        await api.FindNamespaceAsync(parent, cancellationToken)
                            ?? throw new RegistryException(RegistryErrorKind.NotFound, $"{Client.Endpoint.Name} has no group or user {parent}: create it, or name another one as the destination."),
                        path,
                        cancellationToken);
                    return;
                }
            }
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.PermissionDenied)
        {
            return; // A token of the registry alone, or one that makes no projects: the push tells whether that matters.
        }

        throw new RegistryException(RegistryErrorKind.InvalidReference, $"{repository} is a group of {Client.Endpoint.Name}, which holds projects, not images: name a project in it.");
    }

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
    }

    protected override async Task<ProbeResult> ExamineAsync(ProbeResult found, CancellationToken cancellationToken)
    {
        found = await base.ExamineAsync(found, cancellationToken);
        try
        {
            return found with { Version = await api.VersionAsync(cancellationToken) ?? found.Version };
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.PermissionDenied)
        {
            return found with { Capabilities = found.Capabilities with { Catalog = false, Namespaces = false } }; // a token for the registry alone
        }
    }

    private async IAsyncEnumerable<string> BelowAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await api.RepositoriesAsync("groups", folder, cancellationToken);
        for (var path = folder; found is null && path.Contains('/', StringComparison.Ordinal); path = path[..path.LastIndexOf('/')])
        {
            found = await api.RepositoriesAsync("projects", path, cancellationToken);
        }

        await foreach (var repository in (found ?? OfProjectsAsync(folder.Split('/')[0], cancellationToken)).WithCancellation(cancellationToken))
        {
            yield return repository;
        }
    }

    private async IAsyncEnumerable<string> OfProjectsAsync(string? user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var project in api.ProjectsAsync(user, cancellationToken))
        {
            if (await api.RepositoriesAsync("projects", project.Id.ToString(CultureInfo.InvariantCulture), cancellationToken) is { } repositories)
            {
                await foreach (var repository in repositories.WithCancellation(cancellationToken))
                {
                    yield return repository;
                }
            }
        }
    }
}
