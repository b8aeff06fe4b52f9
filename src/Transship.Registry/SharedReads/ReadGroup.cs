using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Registry.SharedReads;

/// <summary>The copies of one source repository to several destinations that go on at the same time.</summary>
internal sealed class ReadGroup
{
    private readonly List<ReadGroupMember> _members = [];

    /// <summary>Completes when as many members came as the first expected.</summary>
    public TaskCompletionSource Complete { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsEmpty => _members.Count == 0;

    public void Add(ReadGroupMember member, int expected)
    {
        _members.Add(member);
        if (_members.Count >= expected)
        {
            Complete.TrySetResult();
        }
    }

    public void Remove(ReadGroupMember member) => _members.Remove(member);

    /// <summary>The members with other destinations that will need the blob of an artifact, as far as is known.</summary>
    public IEnumerable<ReadGroupMember> Expected(IRegistryClient destination, string artifact, Digest blob) =>
        _members.Where(m => m.Destination != destination && !m.IsBehind && m.WillNeed(artifact, blob)).DistinctBy(m => m.Destination);

    /// <summary>How many members copy an artifact.</summary>
    public int Copies(string artifact) => _members.Count(m => m.Artifacts.Contains(artifact));
}
