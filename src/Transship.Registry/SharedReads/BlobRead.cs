using Transship.Registry.Content;
using Transship.Registry.Copying;

namespace Transship.Registry.SharedReads;

/// <summary>How one copy reads one blob: together with copies to other destinations where there are any, else alone.</summary>
internal sealed class BlobRead(CopyRequest request, Descriptor blob) : IDisposable
{
    private BlobMeetingSeat? _seat;

    /// <summary>Waits for companions, and takes the slots for moving bytes.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        _seat = request.ReadGroup?.Come(request.Source, request.SourceRepository, request.SourceReference, blob);
        return _seat is null
            ? await BulkSlots.EnterAsync([request.Source, request.Destination], cancellationToken)
            : await _seat.EnterAsync(cancellationToken);
    }

    public Task<Stream> OpenAsync(long offset, CancellationToken cancellationToken) => _seat is null
        ? request.Source.OpenBlobAsync(request.SourceRepository, blob, offset, cancellationToken)
        : _seat.OpenAsync(offset, cancellationToken);

    public void Dispose()
    {
        _seat?.Dispose();
        request.ReadGroup?.Done(blob.Digest);
    }
}
