using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Transship.Registry.Clients;
using Transship.Registry.Errors;

namespace Transship.Operator.Commands.Copy;

/// <summary>Lists the tags of repositories at both ends, several repositories at a time, while those that were found are copied already.</summary>
/// <param name="from">The registry to read from.</param>
/// <param name="to">The registry to write to.</param>
/// <param name="failed">Told which repository could not be listed, and why; the others go on. Null ends the listing with the error.</param>
internal sealed class TagListing(IRegistryClient from, IRegistryClient to, Action<string, RegistryException>? failed)
{
    private const int RepositoriesAtOnce = 8;
    private const int TagsAhead = 1000;

    // A destination with more tags than this is asked tag by tag instead.
    private const int MaxKnownTags = 10_000;

    /// <summary>The tags of these repositories, as they are found.</summary>
    public async IAsyncEnumerable<TagCopy> FindAsync(
        IAsyncEnumerable<(string Source, string Destination)> repositories, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var found = Channel.CreateBounded<TagCopy>(TagsAhead);
        var listing = ListAsync(repositories, found.Writer, stop.Token);
        try
        {
            await foreach (var tag in found.Reader.ReadAllAsync(cancellationToken))
            {
                yield return tag;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await listing;
        }
    }

    private async Task ListAsync(IAsyncEnumerable<(string Source, string Destination)> repositories, ChannelWriter<TagCopy> found, CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                repositories,
                new ParallelOptions { MaxDegreeOfParallelism = RepositoriesAtOnce, CancellationToken = cancellationToken },
                async (pair, token) =>
                {
                    try
                    {
                        await ListAsync(pair.Source, pair.Destination, found, token);
                    }
                    catch (RegistryException e) when (failed is not null)
                    {
                        failed(pair.Source, e);
                    }
                });
            found.Complete();
        }
        catch (Exception e)
        {
            found.TryComplete(e); // whoever reads gets it
        }
    }

    private async Task ListAsync(string source, string destination, ChannelWriter<TagCopy> found, CancellationToken cancellationToken)
    {
        var reading = ThereAsync(destination, cancellationToken);
        await foreach (var tag in from.ListTagsAsync(source, cancellationToken))
        {
            var there = await reading;
            await found.WriteAsync(new TagCopy(source, destination, tag, there?.Contains(tag) == false, there?.Count == 0), cancellationToken);
        }

        await reading;
    }

    /// <summary>The tags of the destination; null where they cannot be listed, or are too many.</summary>
    private async Task<HashSet<string>?> ThereAsync(string repository, CancellationToken cancellationToken)
    {
        try
        {
            var tags = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var tag in to.ListTagsAsync(repository, cancellationToken))
            {
                if (tags.Count == MaxKnownTags)
                {
                    return null;
                }

                tags.Add(tag);
            }

            return tags;
        }
        catch (RegistryException)
        {
            return null; // Some let nobody list, or say so of what is not there yet: each tag is asked for.
        }
    }
}
