namespace Transship.Registry.Blobs;

/// <summary>How an endpoint takes blobs: in one piece, until it shows that it needs smaller ones. Shared by all uploads to it.</summary>
internal sealed class UploadPace(string host, TimeSpan retryDelay, Func<double> jitter)
{
    private const long SmallestChunk = 5 * 1024 * 1024;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly bool _losesChunks = host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase)
        || host.Equals("public.ecr.aws", StringComparison.OrdinalIgnoreCase)
        || host.Equals("ghcr.io", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".pkg.dev", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith("gcr.io", StringComparison.OrdinalIgnoreCase);

    private long _chunkSize = 64 * 1024 * 1024;
    private volatile bool _noChunks;
    private volatile bool _chunked;

    /// <summary>True once a body was refused as too large.</summary>
    public bool Chunked => _chunked;

    /// <summary>Bytes a chunk.</summary>
    public long ChunkSize => Interlocked.Read(ref _chunkSize);

    /// <summary>True where several requests for one blob lose data, so that a broken upload starts over. quirks 7, 16, 17</summary>
    public bool OnePieceOnly => _noChunks || _losesChunks;
    /// <summary>An attempt that moved more bytes than this does not count against the limit.</summary>
    public long ProgressThatForgives { get; init; } = 16 * 1024 * 1024;

    /// <summary>The endpoint, or a proxy before it, refused a body of this size. False when smaller ones cannot be sent. quirk 36</summary>
    public bool Shrink(long refused)
    {
        if (OnePieceOnly || refused <= SmallestChunk)
        {
            return false;
        }

        var size = Math.Max(SmallestChunk, Math.Min(ChunkSize, refused) / 2);
        Interlocked.Exchange(ref _chunkSize, size);
        _chunked = true;
        return true;
    }

    /// <summary>The endpoint does not take a blob in several requests.</summary>
    public void RefusesChunks()
    {
        _noChunks = true;
        _chunked = false;
    }

    public TimeSpan Pause(int attempt)
    {
        var pause = retryDelay * Math.Pow(2, attempt - 1) * (0.5 + jitter());
        return pause < LongestPause ? pause : LongestPause;
    }
}
