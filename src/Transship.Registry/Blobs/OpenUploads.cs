namespace Transship.Registry.Blobs;

/// <summary>
/// The uploads that a process has open at registries. A process that may be killed writes them down each time they change, and whoever comes after it gives
/// them up (<see cref="Clients.IRegistryClient.GiveUpUploadAsync"/>): registries themselves keep what nobody ends for days.
/// </summary>
public sealed class OpenUploads
{
    /// <summary>More are not remembered: the oldest go, which are left to the registry.</summary>
    private const int MaxRemembered = 64;

    private readonly Lock _lock = new();
    private readonly List<UploadSession> _sessions = [];

    /// <summary>Told under a lock when an upload was opened, before its first byte, when its location changed, and when it has ended. Does not throw.</summary>
    public Action<IReadOnlyList<OpenUpload>>? Changed { get; set; }

    internal void Add(UploadSession session)
    {
        lock (_lock)
        {
            if (_sessions.Count == MaxRemembered)
            {
                _sessions.RemoveAt(0);
            }

            _sessions.Add(session);
            Tell();
        }
    }

    internal void Remove(UploadSession session)
    {
        lock (_lock)
        {
            if (_sessions.Remove(session))
            {
                Tell();
            }
        }
    }

    internal void Moved(UploadSession session)
    {
        lock (_lock)
        {
            if (_sessions.Contains(session))
            {
                Tell();
            }
        }
    }

    private void Tell() => Changed?.Invoke([.. _sessions.Select(session => new OpenUpload(session.Repository, session.Location))]);
}

/// <summary>An upload that a registry has open.</summary>
/// <param name="Repository">Where the blob goes.</param>
/// <param name="Location">Where the registry takes it.</param>
public sealed record OpenUpload(string Repository, Uri Location);

/// <summary>What became of an upload that was to be given up.</summary>
public enum GiveUpOutcome
{
    /// <summary>It is not of this registry: nothing was asked.</summary>
    Elsewhere,

    /// <summary>The registry has cleaned it away.</summary>
    GivenUp,

    /// <summary>The registry knows it no more, or keeps it until its own cleaning.</summary>
    Refused,
}
