using System.Net;
using Transship.Registry.Apis;
using Transship.Registry.Clients;

namespace Transship.Providers;

/// <summary>Deletion at registries whose tokens know no right to delete, and that refuse one that asks for it: who may push may.</summary>
internal static class PusherDeletion
{
    /// <summary>Deletes a manifest, or a tag where the registry takes one; what is not there counts as deleted.</summary>
    public static async Task DeleteAsync(RegistryClient client, string repository, string reference, string operation, CancellationToken cancellationToken) => await client.SendAsync(
        new ApiRequest(HttpMethod.Delete, $"v2/{repository}/manifests/{reference}", operation) { Expected = [HttpStatusCode.NotFound] },
        $"repository:{repository}:pull,push",
        cancellationToken);
}
