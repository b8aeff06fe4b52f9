using System.Text;

namespace Transship.Operator.TaskLogs;

/// <summary>The log of a task: its newest lines, as many as there is room for.</summary>
internal sealed class TaskLog
{
    /// <summary>The most bytes that are kept.</summary>
    public const int MaxBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly int _maxBytes;
    private int _bytes;
    private long _version;

    /// <summary>Goes on with what was kept before.</summary>
    /// <param name="kept">The lines so far; null or empty for none.</param>
    /// <param name="maxBytes">The most bytes that are kept.</param>
    public TaskLog(string? kept, int maxBytes = MaxBytes)
    {
        _maxBytes = maxBytes;
        foreach (var line in (kept ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Append(line);
        }

        _version = 0;
    }

    /// <summary>Changes with each line.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    /// <summary>Adds a line; the oldest go where there is no more room.</summary>
    /// <param name="line">One line without its end.</param>
    public void Append(string line)
    {
        var size = Encoding.UTF8.GetByteCount(line) + 1;
        if (size > _maxBytes)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(line);
            _bytes += size;
            _version++;
            while (_bytes > _maxBytes)
            {
                _bytes -= Encoding.UTF8.GetByteCount(_lines.Dequeue()) + 1;
            }
        }
    }

    /// <summary>All lines, each with its end.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return string.Concat(_lines.Select(line => line + "\n"));
        }
    }
}
