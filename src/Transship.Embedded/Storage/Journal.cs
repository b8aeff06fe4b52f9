namespace Transship.Embedded.Storage;

/// <summary>
/// Every write of the store, in order, in one file of a data directory. A write is in the file before it is answered, so that
/// killing the process at any moment loses nothing; what a kill cuts off is the tail of a write that nobody was told of.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const string FileName = "journal";
    private const string CutFileName = "journal.cut";
    private const long MinCompactionBytes = 4 << 20;

    private readonly string _directory;
    private readonly FileStream _lock;
    private FileStream _file;
    private long _compactedBytes;

    private Journal(string directory, FileStream lockFile)
    {
        _directory = directory;
        _lock = lockFile;
        _file = Open(Path.Combine(directory, FileName));
    }

    /// <summary>Most of the file is history.</summary>
    public bool NeedsCompaction => _file.Length > Math.Max(MinCompactionBytes, 4 * _compactedBytes);

    /// <summary>How many bytes at the end were no whole record when the file was read; they are in <see cref="CutFile"/> now.</summary>
    public long CutBytes { get; private set; }

    /// <summary>Where the last tail is kept that was cut off: after a kill it is of no use, after damage it is all there is of the newest writes.</summary>
    public string CutFile => Path.Combine(_directory, CutFileName);

    /// <summary>Opens the journal of a data directory, and creates both as needed.</summary>
    /// <param name="directory">The data directory.</param>
    /// <exception cref="IOException">Another process uses the directory, or it cannot be written.</exception>
    public static Journal Open(DirectoryInfo directory)
    {
        PrivateFile.CreateDirectory(directory);
        FileStream lockFile;
        try
        {
            lockFile = PrivateFile.Open(Path.Combine(directory.FullName, "lock"), FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The data directory {directory.FullName} is in use by another process: stop that one, or name another directory.", e);
        }

        return new Journal(directory.FullName, lockFile);
    }

    /// <summary>All whole records; what follows the last of them is cut off, and put aside.</summary>
    public IReadOnlyList<JournalRecord> Read()
    {
        var records = new List<JournalRecord>();
        _file.Position = 0;
        long good = 0;
        while (JournalFrame.TryRead(_file) is { } record)
        {
            records.Add(record);
            good = _file.Position;
        }

        CutBytes = _file.Length - good;
        if (CutBytes > 0)
        {
            using var aside = PrivateFile.Open(CutFile, FileMode.Create, FileShare.None);
            _file.Position = good;
            _file.CopyTo(aside);
        }

        _file.SetLength(good);
        _file.Position = good;
        _compactedBytes = good;
        return records;
    }

    public void Append(JournalRecord record)
    {
        var frame = JournalFrame.Write(record);
        var start = _file.Position;
        try
        {
            _file.Write(frame);
            _file.Flush();
        }
        catch (IOException)
        {
            // A half-written frame would hide all that follow it.
            _file.SetLength(start);
            _file.Position = start;
            throw;
        }
    }

    /// <summary>Rewrites the file with the current objects only; a kill leaves either the old file or the new one.</summary>
    /// <param name="version">The version of the store.</param>
    /// <param name="records">The current objects.</param>
    public void Compact(long version, IEnumerable<JournalRecord> records)
    {
        var path = Path.Combine(_directory, FileName);
        var next = path + ".new";
        using (var file = PrivateFile.Open(next, FileMode.Create, FileShare.None))
        {
            foreach (var record in records)
            {
                file.Write(JournalFrame.Write(record));
            }

            // Keeps the version where the newest write was a removal.
            file.Write(JournalFrame.Write(new JournalRecord(version, default, null)));
            file.Flush(flushToDisk: true);
        }

        _file.Dispose();
        File.Move(next, path, overwrite: true);
        _file = Open(path);
        _file.Position = _file.Length;
        _compactedBytes = _file.Length;
    }

    public void Dispose()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        _lock.Dispose();
    }

    private static FileStream Open(string path) => PrivateFile.Open(path, FileMode.OpenOrCreate, FileShare.Read);
}
