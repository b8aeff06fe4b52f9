using System.Net;
using Transship.Registry.Apis;
using Transship.Registry.Clients;

namespace Transship.Providers.Quay;

/// <summary>Deletion at Quay's registry. Its tokens know no right to delete, and one that asks for it is refused: who may push may.</summary>
internal static class QuayDeletion
{
    public static async Task DeleteAsync(RegistryClient client, string repository, string reference, string operation, CancellationToken cancellationToken) => await client.SendAsync(
        new ApiRequest(HttpMethod.Delete, $"v2/{repository}/manifests/{reference}", operation) { Expected = [HttpStatusCode.NotFound] },
        $"repository:{repository}:pull,push",
        cancellationToken);
}
