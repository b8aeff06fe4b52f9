using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Replication.Tests.Planning;

/// <summary>A registry in memory: repositories with tags and digests, and errors where a test wants them. It counts what it is asked.</summary>
internal sealed class ScriptedRegistry : IRegistryView
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _repositories = new(StringComparer.Ordinal);
    private int _active;
    private int _mostActive;

    public Exception? CatalogError { get; set; }

    public Dictionary<string, Exception> ListingErrors { get; } = [];

    public Dictionary<string, Exception> DigestErrors { get; } = [];

    /// <summary>What artifacts are attached to: repository@digest to the digest of the subject.</summary>
    public Dictionary<string, string> Subjects { get; } = [];

    /// <summary>Called within each request for a digest, as a network would take its time.</summary>
    public Func<Task> OnResolve { get; set; } = () => Task.CompletedTask;

    public int CatalogListings { get; private set; }

    public ConcurrentBag<string> TagListings { get; } = [];

    public ConcurrentBag<string> Resolved { get; } = [];

    public int MostActive => _mostActive;

    /// <summary>Whether it lists artifacts with digests.</summary>
    public bool ListsArtifacts { get; set; }

    public ConcurrentBag<string> ArtifactListings { get; } = [];

    /// <summary>What is known of artifacts, by digest.</summary>
    public Dictionary<string, ArtifactFacts> Facts { get; } = new(StringComparer.Ordinal);

    public ConcurrentBag<string> Inspected { get; } = [];

    public bool NamesContent { get; set; }

    /// <summary>The layer of each manifest.</summary>
    public Dictionary<string, string> Layers { get; } = new(StringComparer.Ordinal);

    public Task<bool> HasContentAsync(string repository, string digest, string content, CancellationToken cancellationToken) =>
        Task.FromResult(Layers.GetValueOrDefault(digest) == content);

    public ScriptedRegistry With(string repository, params string[] tagsAndDigests)
    {
        var tags = _repositories.TryGetValue(repository, out var known) ? known : _repositories[repository] = new(StringComparer.Ordinal);
        foreach (var tag in tagsAndDigests)
        {
            var parts = tag.Split('@');
            tags[parts[0]] = parts[1];
        }

        return this;
    }

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CatalogListings++;
        foreach (var repository in _repositories.Keys)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return repository;
        }

        if (CatalogError is not null)
        {
            throw CatalogError;
        }
    }

    public async IAsyncEnumerable<string> ListTagsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TagListings.Add(repository);
        foreach (var tag in _repositories.TryGetValue(repository, out var tags) ? tags.Keys.ToArray() : [])
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return tag;
        }

        if (ListingErrors.TryGetValue(repository, out var error))
        {
            throw error;
        }
    }

    public async Task<string?> ResolveDigestAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var active = Interlocked.Increment(ref _active);
        InterlockedMax(ref _mostActive, active);
        try
        {
            await OnResolve().WaitAsync(cancellationToken);
            Resolved.Add($"{repository}:{reference}");
            if (DigestErrors.TryGetValue($"{repository}:{reference}", out var error))
            {
                throw error;
            }

            return _repositories.TryGetValue(repository, out var tags) && tags.TryGetValue(reference, out var digest) ? digest : null;
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }

    public IAsyncEnumerable<ListedTag>? ListArtifacts(string repository, CancellationToken cancellationToken)
    {
        if (!ListsArtifacts)
        {
            return null;
        }

        ArtifactListings.Add(repository);
        var tags = _repositories.GetValueOrDefault(repository) ?? [];
        return tags.Select(tag => new ListedTag(tag.Key, tag.Value, Facts.GetValueOrDefault(tag.Value) ?? new ArtifactFacts())).ToAsyncEnumerable();
    }

    public Task<ArtifactFacts?> InspectAsync(string repository, string digest, FactKinds needs, CancellationToken cancellationToken)
    {
        Inspected.Add(digest);
        return Task.FromResult(Facts.GetValueOrDefault(digest));
    }

    public Task<string?> ResolveSubjectAsync(string repository, string digest, CancellationToken cancellationToken) =>
        Task.FromResult(Subjects.GetValueOrDefault($"{repository}@{digest}"));

    private static void InterlockedMax(ref int location, int value)
    {
        for (var seen = location; value > seen; seen = location)
        {
            Interlocked.CompareExchange(ref location, value, seen);
        }
    }
}
