using System.Threading.Channels;
using Transship.Registry.Clients;

namespace Transship.Registry.SharedReads;

/// <summary>One destination's part in the reading of a blob. Dispose it when the blob is there, or will not be.</summary>
internal sealed class BlobMeetingSeat(BlobMeeting meeting, IRegistryClient destination) : IDisposable
{
    private const int ChunksAhead = 4;

    private readonly TaskCompletionSource<IDisposable> _slots = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<SharedChunk> _chunks = Channel.CreateBounded<SharedChunk>(new BoundedChannelOptions(ChunksAhead) { SingleWriter = true });
    private int _opened;

    public IRegistryClient Destination => destination;

    /// <summary>Completes when nobody reads here any more.</summary>
    public Task Left => _left.Task;

    /// <summary>True when the others would have had to wait too long for this one: it goes on with a read of its own.</summary>
    public bool IsLeftBehind { get; private set; }

    /// <summary>True while the reader has nothing to read.</summary>
    public bool IsHungry => _chunks.Reader.Count == 0;

    /// <summary>What was handed over.</summary>
    public ChannelReader<SharedChunk> Chunks => _chunks.Reader;

    /// <summary>Waits for the others, and for slots at all the registries that take part.</summary>
    public Task<IDisposable> EnterAsync(CancellationToken cancellationToken) => _slots.Task.WaitAsync(cancellationToken);

    /// <summary>Opens the shared read; from the middle, or another time, a read of its own.</summary>
    public async Task<Stream> OpenAsync(long offset, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _opened, 1) == 0 && offset == 0
            ? new SharedBlobStream(this, meeting.Blob.Size)
            : await OpenOwnAsync(offset, cancellationToken);

    public Task<Stream> OpenOwnAsync(long offset, CancellationToken cancellationToken)
    {
        Leave();
        return meeting.Source.OpenBlobAsync(meeting.Repository, meeting.Blob, offset, cancellationToken);
    }

    /// <summary>Nobody else came.</summary>
    public void ReadAlone() => Interlocked.Exchange(ref _opened, 1);

    /// <summary>The slots are there; they are this seat's to give back.</summary>
    public void Admit(IDisposable slots)
    {
        if (!_slots.TrySetResult(slots))
        {
            slots.Dispose();
        }
    }

    /// <summary>There will be no slots.</summary>
    public void Refuse(Exception error) => _slots.TrySetException(error);

    /// <summary>Hands a chunk over.</summary>
    /// <exception cref="ChannelClosedException">Nobody reads here any more.</exception>
    public async Task OfferAsync(SharedChunk chunk, CancellationToken cancellationToken)
    {
        chunk.Hold();
        try
        {
            await _chunks.Writer.WriteAsync(chunk, cancellationToken);
        }
        catch
        {
            chunk.Release();
            throw;
        }
    }

    /// <summary>No more chunks come: the blob has ended, or its reading failed.</summary>
    public void Finish(Exception? error) => _chunks.Writer.TryComplete(error);

    /// <summary>No more chunks come: what was handed over is read, the rest is read anew.</summary>
    public void LeaveBehind()
    {
        IsLeftBehind = true;
        _chunks.Writer.TryComplete();
    }

    /// <summary>Takes no more chunks; the slots stay.</summary>
    public void Leave()
    {
        _left.TrySetResult();
        _chunks.Writer.TryComplete();
        while (_chunks.Reader.TryRead(out var chunk))
        {
            chunk.Release();
        }
    }

    public void Dispose()
    {
        Leave();
        _slots.TrySetCanceled();
        if (_slots.Task.IsCompletedSuccessfully)
        {
            _slots.Task.Result.Dispose();
        }
    }
}
