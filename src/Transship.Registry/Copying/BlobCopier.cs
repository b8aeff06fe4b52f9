using Transship.Registry.Blobs;
using Transship.Registry.Content;

namespace Transship.Registry.Copying;

/// <summary>Brings one blob to one repository: not at all if it is there, by mount if it is elsewhere, else by its bytes.</summary>
internal sealed class BlobCopier(CopyRequest request, BlobKnowledge knowledge, CopyTally tally)
{
    // Below this size an upload of what is there already costs less than asking first.
    private const long WorthAsking = 4096;

    public async Task CopyAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        tally.Report(CopyProgressKind.Planned, blob.Size);
        using var claim = await knowledge.ClaimAsync(request.DestinationRepository, blob.Digest, cancellationToken);
        if (claim is null)
        {
            tally.Done(CopyProgressKind.Skipped, blob);
            return;
        }

        var outcome = await BringAsync(blob, claim.Elsewhere, cancellationToken);
        claim.Fulfil();
        tally.Done(outcome, blob);
    }

    private async Task<CopyProgressKind> BringAsync(Descriptor blob, string? elsewhere, CancellationToken cancellationToken)
    {
        var from = elsewhere ?? (ReferenceEquals(request.Source, request.Destination) ? request.SourceRepository : null);
        var askByMount = from is null && request.Destination.HonoursMounts;
        if (from is null && !askByMount && blob.Size >= WorthAsking
            && await request.Destination.BlobExistsAsync(request.DestinationRepository, blob.Digest, cancellationToken))
        {
            return CopyProgressKind.Skipped;
        }

        var outcome = await request.Destination.UploadBlobAsync(
            new BlobUpload(request.DestinationRepository, blob, (offset, token) => request.Source.OpenBlobAsync(request.SourceRepository, blob, offset, token))
            {
                MountFrom = askByMount ? request.DestinationRepository : from,
                Bandwidth = request.Bandwidth,
                Progress = bytes => tally.Report(CopyProgressKind.Transferred, bytes),
                EnterBulk = token => BulkSlots.EnterAsync(request.Source, request.Destination, token),
            },
            cancellationToken);
        return outcome switch
        {
            BlobUploadOutcome.Uploaded => CopyProgressKind.Transferred,
            _ when askByMount => CopyProgressKind.Skipped,
            _ => CopyProgressKind.Mounted,
        };
    }
}
