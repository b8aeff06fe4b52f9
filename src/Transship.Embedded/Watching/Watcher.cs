using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Transship.Embedded.Errors;
using Transship.Embedded.Selectors;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Watching;

/// <summary>Follows a collection. Nothing is queued for a watch: it reads the history at its own pace, and one that falls too far behind gets 410.</summary>
internal sealed class Watcher(ObjectStore store, TimeProvider time)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);

    /// <summary>The frames of a watch, until its time is over.</summary>
    public async IAsyncEnumerable<WatchFrame> WatchAsync(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = request.Filter;
        var storage = filter.Kind.StorageName;
        var ends = time.GetUtcNow() + request.Timeout;
        var bookmark = time.GetUtcNow() + BookmarkInterval;
        long position;
        if (request.After is { } after)
        {
            position = after;
        }
        else
        {
            var (items, version) = store.List(storage);
            position = version;
            foreach (var item in items.Values.Where(filter.Matches))
            {
                yield return new WatchFrame("ADDED", item);
            }

            if (request.MarksInitialEnd)
            {
                yield return Bookmark(filter, position, initialEnd: true);
            }
        }

        while (true)
        {
            var batch = store.Changes(storage, position);
            if (batch.CompactedVersion is { } oldest)
            {
                yield return WatchFrame.OfError(ApiErrors.TooOld(position, oldest).ToStatus());
                yield break;
            }

            foreach (var change in batch.Changes)
            {
                position = change.Version;
                if (Frame(filter, change) is { } frame)
                {
                    yield return frame;
                }
            }

            position = Math.Max(position, batch.Version);
            var now = time.GetUtcNow();
            if (now >= ends)
            {
                if (request.AllowsBookmarks)
                {
                    yield return Bookmark(filter, position, initialEnd: false);
                }

                yield break;
            }

            if (now >= bookmark)
            {
                bookmark = now + BookmarkInterval;
                if (request.AllowsBookmarks)
                {
                    yield return Bookmark(filter, position, initialEnd: false);
                }
            }

            await NextAsync(batch.Next, (bookmark < ends ? bookmark : ends) - now, cancellationToken);
        }
    }

    private async Task NextAsync(Task change, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await change.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A bookmark is due, or the end.
        }
    }

    // An object that comes to match a selector is new to the watch, one that no longer does is gone.
    private static WatchFrame? Frame(ObjectFilter filter, Change change)
    {
        var was = change.Previous is { } previous && filter.Matches(previous);
        if (change.Current is not { } current)
        {
            return was ? new WatchFrame("DELETED", change.Previous!) : null;
        }

        return (was, filter.Matches(current)) switch
        {
            (false, true) => new WatchFrame("ADDED", current),
            (true, true) => new WatchFrame("MODIFIED", current),
            (true, false) => new WatchFrame("DELETED", change.Previous!) { Version = change.Version },
            _ => null,
        };
    }

    private static WatchFrame Bookmark(ObjectFilter filter, long version, bool initialEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (initialEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        return WatchFrame.OfBookmark(new JsonObject { ["kind"] = filter.Kind.Kind, ["apiVersion"] = filter.Kind.ApiVersion, ["metadata"] = metadata });
    }
}
