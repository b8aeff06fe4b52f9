using System.Threading.Channels;
using Transship.Registry.Copying;
using Transship.Registry.Errors;

namespace Transship.Registry.SharedReads;

/// <summary>
/// Reads a blob once and hands its bytes to all who came. The slowest sets the pace, unless the others starve: then it is left behind
/// and reads the rest for itself. Who leaves does not disturb the others.
/// </summary>
internal sealed class SharedRead(BlobMeeting meeting, IReadOnlyList<BlobMeetingSeat> seats, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<BlobMeetingSeat> _readers = [.. seats];

    /// <summary>Takes slots, reads, and hands out. Never throws: what goes wrong is told to the seats.</summary>
    public async Task RunAsync()
    {
        if (seats.Count == 0)
        {
            return;
        }

        using var allLeft = new CancellationTokenSource();
        var leaving = Task.WhenAll(seats.Select(s => s.Left)).ContinueWith(_ => allLeft.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            using var slots = new SharedSlots(await BulkSlots.EnterAsync([meeting.Source, .. seats.Select(s => s.Destination)], allLeft.Token));
            if (seats is [var only])
            {
                only.ReadAlone();
            }

            foreach (var seat in seats)
            {
                seat.Admit(slots.Share());
            }

            if (seats.Count > 1)
            {
                await ReadAsync(allLeft.Token);
            }
        }
        catch (Exception e)
        {
            foreach (var seat in seats)
            {
                seat.Refuse(e);
                seat.Finish(e);
            }
        }

        await leaving; // Before the source that it cancels is gone.
    }

    private async Task ReadAsync(CancellationToken allLeft)
    {
        var size = meeting.Blob.Size;
        await using var source = await meeting.Source.OpenBlobAsync(meeting.Repository, meeting.Blob, 0, allLeft);
        for (var position = 0L; position < size && _readers.Count > 0;)
        {
            var chunk = await SharedChunk.ReadAsync(source, size - position, allLeft);
            position += chunk.Bytes.Length;
            try
            {
                if (chunk.Bytes.IsEmpty)
                {
                    throw new RegistryException(RegistryErrorKind.DigestMismatch, $"The blob {meeting.Blob.Digest} ended after {position} of {size} bytes.");
                }

                foreach (var reader in _readers.ToArray())
                {
                    await HandAsync(chunk, reader, allLeft);
                }
            }
            finally
            {
                chunk.Release();
            }
        }

        _readers.ForEach(r => r.Finish(null));
    }

    private async Task HandAsync(SharedChunk chunk, BlobMeetingSeat reader, CancellationToken allLeft)
    {
        var offer = reader.OfferAsync(chunk, allLeft);
        try
        {
            while (true)
            {
                try
                {
                    await offer.WaitAsync(Patience, time, allLeft);
                    return;
                }
                catch (TimeoutException)
                {
                    if (!offer.IsCompleted && _readers.Exists(r => r != reader && r.IsHungry))
                    {
                        reader.LeaveBehind();
                    }
                }
            }
        }
        catch (ChannelClosedException)
        {
            _readers.Remove(reader);
        }
    }
}
