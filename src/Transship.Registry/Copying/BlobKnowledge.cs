using Transship.Registry.Content;

namespace Transship.Registry.Copying;

/// <summary>
/// What this process knows about the blobs of one destination, and who is working on which. A blob that nobody has there is
/// sent by one claimant while the others wait; a blob that is there is mounted by as many as need it.
/// </summary>
internal sealed class BlobKnowledge(TimeProvider time, TimeSpan life)
{
    private const int MaxBlobs = 200_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, Entry> _blobs = [];

    /// <summary>Waits until the blob is known to be in the repository (null), or it is the caller's turn to bring it there.</summary>
    public async Task<BlobClaim?> ClaimAsync(string repository, Digest digest, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task busy;
            lock (_lock)
            {
                var entry = EntryOf(digest);
                if (entry.IsIn(repository, time, life))
                {
                    return null;
                }

                if (entry.Claims.TryGetValue(repository, out var sameRepository))
                {
                    busy = sameRepository.Task;
                }
                else if (entry.AnyRepository() is null && entry.Claims.Count > 0)
                {
                    busy = entry.Claims.First().Value.Task;
                }
                else
                {
                    entry.Claims[repository] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    return new BlobClaim(this, repository, digest, entry.AnyRepository());
                }
            }

            await busy.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The blob turned out not to be there, whatever we thought.</summary>
    public void Forget(string repository, Digest digest)
    {
        lock (_lock)
        {
            if (_blobs.TryGetValue(digest, out var entry))
            {
                entry.Repositories.Remove(repository);
            }
        }
    }

    internal void Release(string repository, Digest digest, bool there)
    {
        TaskCompletionSource? claim;
        lock (_lock)
        {
            var entry = EntryOf(digest);
            if (there)
            {
                entry.Repositories[repository] = time.GetTimestamp();
            }

            entry.Claims.Remove(repository, out claim);
        }

        claim?.SetResult();
    }

    private Entry EntryOf(Digest digest)
    {
        if (!_blobs.TryGetValue(digest, out var entry))
        {
            if (_blobs.Count >= MaxBlobs)
            {
                foreach (var idle in _blobs.Where(b => b.Value.Claims.Count == 0).Select(b => b.Key).Take(MaxBlobs / 4).ToList())
                {
                    _blobs.Remove(idle);
                }
            }

            _blobs[digest] = entry = new Entry();
        }

        return entry;
    }

    private sealed class Entry
    {
        private const int MaxRepositories = 1000;

        public Dictionary<string, long> Repositories { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, TaskCompletionSource> Claims { get; } = new(StringComparer.Ordinal);

        public string? AnyRepository()
        {
            if (Repositories.Count > MaxRepositories)
            {
                Repositories.Remove(Repositories.Keys.First());
            }

            return Repositories.Count == 0 ? null : Repositories.Keys.First();
        }

        public bool IsIn(string repository, TimeProvider time, TimeSpan life) =>
            Repositories.TryGetValue(repository, out var seen) && time.GetElapsedTime(seen) < life;
    }
}
