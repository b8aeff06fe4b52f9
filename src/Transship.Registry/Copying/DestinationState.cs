using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Registry.Copying;

/// <summary>What the wanted references of a destination stand for before the copy.</summary>
internal sealed record DestinationState(IReadOnlyList<(string Reference, Digest? Digest)> References)
{
    public static async Task<DestinationState> ReadAsync(CopyRequest request, IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        var digests = await Task.WhenAll(references.Select(r => ResolveAsync(request, r, cancellationToken)));
        return new DestinationState([.. references.Zip(digests)]);
    }

    /// <summary>Which references must be set, and whether any may not be.</summary>
    public (IReadOnlyList<string> Outdated, bool Refused) Compare(Digest digest, bool mayOverride)
    {
        var different = References.Where(r => r.Digest != digest).ToList();
        var outdated = different.Where(r => mayOverride || r.Digest is null).Select(r => r.Reference).ToList();
        return (outdated, outdated.Count < different.Count);
    }

    private static async Task<Digest?> ResolveAsync(CopyRequest request, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return (await request.Destination.ResolveForPushAsync(request.DestinationRepository, reference, cancellationToken))?.Digest;
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.PermissionDenied)
        {
            return null; // quirk 19: some say 403 for what is not there; the push will tell.
        }
    }
}
