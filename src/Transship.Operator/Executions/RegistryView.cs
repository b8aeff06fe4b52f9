using Transship.Api;
using Transship.Operator.Endpoints;
using Transship.Providers;
using Transship.Registry.Errors;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Operator.Executions;

/// <summary>What the planner sees of an endpoint.</summary>
internal sealed class RegistryView(EndpointConnection connection) : IRegistryView
{
    public IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, CancellationToken cancellationToken) =>
        connection.Registry is IRepositoryListing listing
            ? listing.ListRepositoriesAsync(prefix, cancellationToken)
            : throw new ReasonedException(
                ConditionReasons.Unsupported, $"{connection.Client.Endpoint.Name} does not list its repositories. Name them in full, without wildcards, in a filter by name.");

    public IAsyncEnumerable<string> ListTagsAsync(string repository, CancellationToken cancellationToken) =>
        connection.Client.ListTagsAsync(repository, cancellationToken);

    public IAsyncEnumerable<ListedTag>? ListArtifacts(string repository, CancellationToken cancellationToken) =>
        connection.Registry is IArtifactListing listing ? TagsOf(listing.ListArtifactsAsync(repository, cancellationToken)) : null;

    public Task<ArtifactFacts?> InspectAsync(string repository, string digest, FactKinds needs, CancellationToken cancellationToken) =>
        ArtifactInspection.InspectAsync(connection.Client, repository, digest, needs, cancellationToken);

    public async Task<string?> ResolveDigestAsync(string repository, string reference, CancellationToken cancellationToken) =>
        (await connection.Client.ResolveAsync(repository, reference, cancellationToken))?.Digest.ToString();

    public async Task<string?> ResolveSubjectAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        try
        {
            return (await connection.Client.GetManifestAsync(repository, digest, cancellationToken)).Subject?.Digest.ToString();
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return null;
        }
    }

    private static IAsyncEnumerable<ListedTag> TagsOf(IAsyncEnumerable<ListedArtifact> artifacts) => artifacts.SelectMany(artifact =>
    {
        var facts = new ArtifactFacts
        {
            Time = artifact.PushedAt,
            Labels = artifact.Labels,
            Kind = artifact.ArtifactType is null && artifact.MediaType is null ? null : ArtifactInspection.KindOf(artifact.MediaType, artifact.ArtifactType),
        };
        return artifact.Tags.Select(tag => new ListedTag(tag, artifact.Digest?.ToString(), facts)).ToAsyncEnumerable();
    });
}
