using System.Collections.Immutable;

namespace Transship.Embedded.Storage;

/// <summary>All objects of one resource, and their latest changes.</summary>
/// <param name="historyLimit">How many changes are kept for watches that resume.</param>
internal sealed class ObjectCollection(int historyLimit)
{
    // Oldest first; trimmed by half at a time, so that a write costs little.
    private readonly List<Change> _history = [];

    /// <summary>The objects by their path; a snapshot that never changes.</summary>
    public ImmutableSortedDictionary<string, StoredObject> Items { get; private set; } =
        ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

    /// <summary>Changes up to and including this version are no longer known.</summary>
    public long CompactedVersion { get; private set; }

    /// <summary>Completes with the next change.</summary>
    public TaskCompletionSource NextChange { get; private set; } = New();

    /// <summary>The changes after a version, oldest first.</summary>
    public Change[] After(long version)
    {
        var start = _history.Count;
        while (start > 0 && _history[start - 1].Version > version)
        {
            start--;
        }

        return [.. _history[start..]];
    }

    public void Load(string path, StoredObject item) => Items = Items.SetItem(path, item);

    /// <summary>Objects that were loaded have no history.</summary>
    public void ForgetUntil(long version) => CompactedVersion = version;

    public void Record(Change change)
    {
        Items = change.Current is { } current ? Items.SetItem(change.Key.Path, current) : Items.Remove(change.Key.Path);
        _history.Add(change);
        if (_history.Count >= 2 * historyLimit)
        {
            CompactedVersion = _history[^(historyLimit + 1)].Version;
            _history.RemoveRange(0, _history.Count - historyLimit);
        }
    }

    /// <summary>Wakes those who wait; called outside the store's lock.</summary>
    public TaskCompletionSource TakeSignal()
    {
        var signal = NextChange;
        NextChange = New();
        return signal;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
