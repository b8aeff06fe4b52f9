using System.Collections.Concurrent;
using Transship.Registry.Content;

namespace Transship.Testing.Registry;

/// <summary>What a fake registry holds, for tests to fill and to look at.</summary>
public sealed class FakeStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, FakeRepository> _repositories = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, FakeUpload> Uploads { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Repositories
    {
        get
        {
            lock (_lock)
            {
                return [.. _repositories.Keys];
            }
        }
    }

    public FakeRepository this[string name]
    {
        get
        {
            lock (_lock)
            {
                return _repositories.TryGetValue(name, out var repository) ? repository : _repositories[name] = new FakeRepository();
            }
        }
    }

    public FakeRepository? Find(string name)
    {
        lock (_lock)
        {
            return _repositories.GetValueOrDefault(name);
        }
    }

    /// <summary>All that a tag needs and that is missing; empty when the tag is complete.</summary>
    public IReadOnlyList<string> MissingFor(string repository, string reference)
    {
        var found = Find(repository)?.Manifest(reference);
        if (found is null)
        {
            return [$"{repository}:{reference}"];
        }

        return
        [
            .. found.Blobs.Where(b => !this[repository].Blobs.TryGetValue(b.Digest, out var bytes) || Digest.Sha256(bytes) != b.Digest).Select(b => b.Digest.ToString()),
            .. found.Children.SelectMany(c => MissingFor(repository, c.Digest.ToString())),
        ];
    }
}

/// <summary>One repository of a fake registry.</summary>
public sealed class FakeRepository
{
    public ConcurrentDictionary<Digest, byte[]> Blobs { get; } = new();

    public ConcurrentDictionary<Digest, Manifest> Manifests { get; } = new();

    public ConcurrentDictionary<string, Digest> Tags { get; } = new(StringComparer.Ordinal);

    public Manifest? Manifest(string reference) =>
        Digest.TryParse(reference, out var digest) || Tags.TryGetValue(reference, out digest) ? Manifests.GetValueOrDefault(digest) : null;
}

/// <summary>An upload that is open.</summary>
public sealed class FakeUpload(string repository)
{
    public string Repository => repository;

    public MemoryStream Received { get; } = new();
}
