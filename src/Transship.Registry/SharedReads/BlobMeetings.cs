using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Registry.SharedReads;

/// <summary>
/// Brings together those who are about to read the same blob for different destinations, so that its source sends it once. Nobody
/// waits for long: who does not come in time reads for himself later.
/// </summary>
internal sealed class BlobMeetings(TimeProvider time, TimeSpan patience)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ReadGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<(IRegistryClient Source, Digest Blob), BlobMeeting> _meetings = [];

    /// <summary>Joins a group, and waits a moment until its other members are there.</summary>
    public async Task<ReadGroupMember> JoinAsync(string key, IRegistryClient destination, IEnumerable<string> artifacts, int companions, CancellationToken cancellationToken)
    {
        ReadGroupMember member;
        lock (_lock)
        {
            if (!_groups.TryGetValue(key, out var group))
            {
                _groups[key] = group = new ReadGroup();
            }

            member = new ReadGroupMember(this, key, group, destination, artifacts);
            group.Add(member, companions + 1);
        }

        try
        {
            await member.Group.Complete.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            member.Group.Complete.TrySetResult(); // Those who come later need not wait either.
        }
        catch
        {
            member.Dispose();
            throw;
        }

        return member;
    }

    /// <summary>Comes to the meeting of a blob, or calls it. Null when nobody else is expected.</summary>
    public BlobMeetingSeat? Come(ReadGroupMember member, IRegistryClient source, string repository, string artifact, Descriptor blob)
    {
        BlobMeetingSeat seat;
        BlobMeeting? called = null;
        lock (_lock)
        {
            if (!_meetings.TryGetValue((source, blob.Digest), out var meeting))
            {
                if (!member.Group.Expected(member.Destination, artifact, blob.Digest).Any())
                {
                    return null;
                }

                _meetings[(source, blob.Digest)] = meeting = called = new BlobMeeting(member, source, repository, artifact, blob);
            }

            seat = meeting.Sit(member);
            member.IsBehind = false;
            meeting.Review();
        }

        if (called is not null)
        {
            _ = HoldAsync(called);
        }

        return seat;
    }

    public IReadOnlyList<T> Order<T>(ReadGroupMember member, IEnumerable<T> artifacts, Func<T, string> digest)
    {
        lock (_lock)
        {
            return [.. artifacts.OrderByDescending(a => member.Group.Copies(digest(a)))];
        }
    }

    /// <summary>Changes what is known of a member; meetings that waited for it may begin.</summary>
    public void Update(Action change)
    {
        lock (_lock)
        {
            change();
            foreach (var meeting in _meetings.Values)
            {
                meeting.Review();
            }
        }
    }

    public void Leave(ReadGroupMember member) => Update(() =>
    {
        member.Group.Remove(member);
        if (member.Group.IsEmpty && _groups.GetValueOrDefault(member.Key) == member.Group)
        {
            _groups.Remove(member.Key);
        }
    });

    // Belongs to no one seat: whoever gets up, the others go on. It ends by itself when all have.
    private async Task HoldAsync(BlobMeeting meeting)
    {
        try
        {
            await meeting.Complete.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            // Begins without those who did not come.
        }

        IReadOnlyList<BlobMeetingSeat> seats;
        lock (_lock)
        {
            foreach (var absent in meeting.Absent())
            {
                absent.IsBehind = true;
            }

            _meetings.Remove((meeting.Source, meeting.Blob.Digest));
            seats = meeting.Close();
        }

        await new SharedRead(meeting, seats, time).RunAsync();
    }
}
