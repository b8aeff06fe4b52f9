using System.Text;
using Microsoft.Win32.SafeHandles;
using Transship.Operator.Pods;
using Transship.Registry.Blobs;

namespace Transship.Operator.Commands.Work;

/// <summary>
/// The termination message of the worker's container. Kubernetes reads it however the worker ends, so it always says what would have to be said of one that
/// is killed this moment: the uploads that it has open.
/// </summary>
/// <param name="file">The file; one that cannot be written is done without.</param>
internal sealed class LastWords(FileInfo file) : IDisposable
{
    /// <summary>Kubernetes keeps 4,096.</summary>
    private const int MaxBytes = 4096;

    private readonly Lock _lock = new();
    private SafeFileHandle? _handle;
    private int _length;

    /// <summary>Says how the work ended.</summary>
    public void Say(WorkerSummary summary) => Write(summary.ToJson());

    /// <summary>Says which uploads are open: as many as there is room for, and nothing when there are none.</summary>
    public void Say(IReadOnlyList<OpenUpload> uploads)
    {
        for (var left = uploads.Count; left > 0; left--)
        {
            var text = new WorkerSummary { Uploads = [.. uploads.TakeLast(left)] }.ToJson();
            if (Encoding.UTF8.GetByteCount(text) <= MaxBytes)
            {
                Write(text);
                return;
            }
        }

        Write("");
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();

    private void Write(string text)
    {
        try
        {
            lock (_lock)
            {
                // In one write over what was there, so that whoever is killed meanwhile has left the old words or the new ones; blanks do no harm to JSON.
                _handle ??= File.OpenHandle(file.FullName, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
                var words = Encoding.UTF8.GetBytes(text);
                RandomAccess.Write(_handle, [.. words, .. Enumerable.Repeat((byte)' ', Math.Max(0, _length - words.Length))], 0);
                RandomAccess.SetLength(_handle, words.Length);
                _length = words.Length;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody is told of a pod without last words but by its log and its exit code.
        }
    }
}
