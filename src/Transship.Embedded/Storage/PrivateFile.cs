namespace Transship.Embedded.Storage;

/// <summary>Files that only their owner can read: the journal holds secrets.</summary>
internal static class PrivateFile
{
    private const int BufferBytes = 64 << 10;

    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = BufferBytes };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Creates a directory; one that exists keeps its mode.</summary>
    public static void CreateDirectory(DirectoryInfo directory)
    {
        if (OperatingSystem.IsWindows())
        {
            directory.Create();
            return;
        }

        Directory.CreateDirectory(directory.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
