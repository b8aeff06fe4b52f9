namespace Transship.Registry.Blobs;

/// <summary>How an endpoint takes blobs: in one piece unless it demands chunks.</summary>
internal sealed record UploadPace(TimeSpan RetryDelay, Func<double> Jitter)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public bool Chunked { get; init; }

    /// <summary>Bytes a chunk.</summary>
    public long ChunkSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>True where the confirmed offset cannot be relied on.</summary>
    public bool ResumeUnsupported { get; init; }

    /// <summary>An attempt that moved more bytes than this does not count against the limit.</summary>
    public long ProgressThatForgives { get; init; } = 16 * 1024 * 1024;

    public TimeSpan Pause(int attempt)
    {
        var pause = RetryDelay * Math.Pow(2, attempt - 1) * (0.5 + Jitter());
        return pause < LongestPause ? pause : LongestPause;
    }
}
