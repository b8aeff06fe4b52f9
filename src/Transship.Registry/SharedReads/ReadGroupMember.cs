using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Registry.SharedReads;

/// <summary>
/// The copies of a group that go to one destination. While it lasts, the others wait a moment for it before they read a blob that it
/// needs too; dispose it when its last copy has ended.
/// </summary>
public sealed class ReadGroupMember : IDisposable
{
    private const int MaxBlobs = 100_000;

    private readonly BlobMeetings _meetings;
    private readonly HashSet<string> _artifacts;
    private readonly HashSet<Digest> _blobsDone = [];
    private int _left;

    internal ReadGroupMember(BlobMeetings meetings, string key, ReadGroup group, IRegistryClient destination, IEnumerable<string> artifacts)
    {
        (_meetings, Key, Group, Destination) = (meetings, key, group, destination);
        _artifacts = new HashSet<string>(artifacts, StringComparer.Ordinal);
    }

    internal string Key { get; }

    internal ReadGroup Group { get; }

    internal IRegistryClient Destination { get; }

    internal IReadOnlySet<string> Artifacts => _artifacts;

    /// <summary>True after the others waited for it in vain, until it meets them again.</summary>
    internal bool IsBehind { get; set; }

    /// <summary>The order in which artifacts are best copied: first those that most members copy, so that they meet.</summary>
    /// <param name="artifacts">What is to be copied.</param>
    /// <param name="digest">Its digest.</param>
    public IReadOnlyList<T> Order<T>(IEnumerable<T> artifacts, Func<T, string> digest) => _meetings.Order(this, artifacts, digest);

    /// <summary>An artifact of this member needs no more reading, however its copy ended.</summary>
    public void Finish(string artifact) => _meetings.Update(() => _artifacts.Remove(artifact));

    /// <summary>Leaves the group.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            _meetings.Leave(this);
        }
    }

    internal bool WillNeed(string artifact, Digest blob) => _artifacts.Contains(artifact) && _blobsDone.Count < MaxBlobs && !_blobsDone.Contains(blob);

    internal BlobMeetingSeat? Come(IRegistryClient source, string repository, string artifact, Descriptor blob) => _meetings.Come(this, source, repository, artifact, blob);

    internal void Done(Digest blob) => _meetings.Update(() => _blobsDone.Add(blob));
}
