using Transship.Registry.Content;

namespace Transship.Registry.Copying;

/// <summary>Counts what a copy does, from many threads, and reports it.</summary>
internal sealed class CopyTally(IProgress<CopyProgress>? progress)
{
    private readonly long[] _bytes = new long[4];
    private readonly long[] _blobs = new long[4];

    public CopyCount Bytes => Counts(_bytes);

    public CopyCount Blobs => Counts(_blobs);

    /// <summary>A blob found its end.</summary>
    public void Done(CopyProgressKind kind, Descriptor blob)
    {
        Interlocked.Add(ref _bytes[(int)kind], blob.Size);
        Interlocked.Increment(ref _blobs[(int)kind]);
        if (kind != CopyProgressKind.Transferred)
        {
            Report(kind, blob.Size);
        }
    }

    public void Report(CopyProgressKind kind, long bytes) => progress?.Report(new CopyProgress(kind, bytes));

    private static CopyCount Counts(long[] values) => new(
        Interlocked.Read(ref values[(int)CopyProgressKind.Transferred]),
        Interlocked.Read(ref values[(int)CopyProgressKind.Skipped]),
        Interlocked.Read(ref values[(int)CopyProgressKind.Mounted]));
}
