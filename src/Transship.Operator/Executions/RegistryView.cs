using Transship.Operator.Endpoints;
using Transship.Registry.Errors;
using Transship.Replication.Planning;

namespace Transship.Operator.Executions;

/// <summary>What the planner sees of an endpoint.</summary>
internal sealed class RegistryView(EndpointConnection connection) : IRegistryView
{
    public IAsyncEnumerable<string> ListRepositoriesAsync(CancellationToken cancellationToken) =>
        connection.Provider.ListRepositoriesAsync(connection.Client, cancellationToken);

    public IAsyncEnumerable<string> ListTagsAsync(string repository, CancellationToken cancellationToken) =>
        connection.Provider.ListTagsAsync(connection.Client, repository, cancellationToken);

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
}
