using Transship.Registry.Blobs;
using Transship.Registry.Content;
using Transship.Registry.SharedReads;

namespace Transship.Registry.Copying;

/// <summary>Brings one blob to one repository: not at all if it is there, by mount if it is elsewhere, else by its bytes.</summary>
internal sealed class BlobCopier(CopyRequest request, BlobKnowledge knowledge, CopyTally tally)
{
    // A mount from the repository itself asks whether the blob is there, and opens the upload when it is not. Where the registry turns out
    // to know no mounts, a smaller blob than this was sent in vain at most. Asking in vain costs the registry a tenth of the upload of a small blob.
    private const long WorthAsking = 1024 * 1024;

    public async Task CopyAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        tally.Report(CopyProgressKind.Planned, blob.Size);
        using var read = new BlobRead(request, blob);
        using var claim = await knowledge.ClaimAsync(request.DestinationRepository, blob.Digest, cancellationToken);
        if (claim is null)
        {
            tally.Done(CopyProgressKind.Skipped, blob);
            return;
        }

        var outcome = await BringAsync(blob, read, claim.Elsewhere, cancellationToken);
        claim.Fulfil();
        tally.Done(outcome, blob);
    }

    private async Task<CopyProgressKind> BringAsync(Descriptor blob, BlobRead read, string? elsewhere, CancellationToken cancellationToken)
    {
        var from = elsewhere ?? (ReferenceEquals(request.Source, request.Destination) ? request.SourceRepository : null);
        var isSent = from is null && request.RepositoryIsNew && blob.Size < WorthAsking;
        var askByMount = from is null && !isSent && (request.Destination.HonoursMounts || blob.Size < WorthAsking);
        if (from is null && !isSent && !askByMount
            && await request.Destination.BlobExistsAsync(request.DestinationRepository, blob.Digest, cancellationToken))
        {
            return CopyProgressKind.Skipped;
        }

        var outcome = await request.Destination.UploadBlobAsync(
            new BlobUpload(request.DestinationRepository, blob, read.OpenAsync)
            {
                MountFrom = askByMount ? request.DestinationRepository : from,
                Bandwidth = request.Bandwidth,
                Progress = bytes => tally.Report(CopyProgressKind.Transferred, bytes),
                EnterBulk = read.EnterAsync,
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
