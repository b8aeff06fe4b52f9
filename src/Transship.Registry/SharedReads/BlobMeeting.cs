using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Registry.SharedReads;

/// <summary>Those who are about to read one blob, until the reading begins. Guarded by the lock of <see cref="BlobMeetings"/>.</summary>
internal sealed class BlobMeeting(ReadGroupMember caller, IRegistryClient source, string repository, string artifact, Descriptor blob)
{
    private readonly List<BlobMeetingSeat> _seats = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IRegistryClient Source => source;

    public string Repository => repository;

    public Descriptor Blob => blob;

    /// <summary>Completes when nobody is waited for any more.</summary>
    public Task Complete => _complete.Task;

    public BlobMeetingSeat Sit(ReadGroupMember member)
    {
        var seat = new BlobMeetingSeat(this, member.Destination);
        _seats.Add(seat);
        return seat;
    }

    /// <summary>The members that are expected and have not come.</summary>
    public IEnumerable<ReadGroupMember> Absent() =>
        caller.Group.Expected(caller.Destination, artifact, blob.Digest).Where(m => _seats.TrueForAll(s => s.Destination != m.Destination));

    public void Review()
    {
        if (!Absent().Any())
        {
            _complete.TrySetResult();
        }
    }

    /// <summary>Nobody comes any more.</summary>
    public IReadOnlyList<BlobMeetingSeat> Close() => [.. _seats.Where(s => !s.Left.IsCompleted)];
}
