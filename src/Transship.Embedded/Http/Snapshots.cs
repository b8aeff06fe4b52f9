using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Selectors;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Http;

/// <summary>Keeps the collections that lists are paging through, so that all pages are of one version (A5).</summary>
internal sealed class Snapshots(ObjectStore store, TimeProvider time)
{
    private const int MaxKept = 64;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly LinkedList<Snapshot> _kept = new();

    /// <summary>The first page of a list.</summary>
    public ListPage First(ObjectFilter filter, ImmutableSortedDictionary<string, StoredObject> items, long version, int limit)
    {
        var page = Page(filter, items, version, "", limit);
        if (page.Continue is not null)
        {
            Keep(new Snapshot(filter.Kind.StorageName, version, items, time.GetUtcNow() + KeptFor));
        }

        return page;
    }

    /// <summary>The list at one version, where it is still known.</summary>
    /// <exception cref="ApiException">The version is no longer kept (410).</exception>
    public ListPage Exact(ObjectFilter filter, long version, long current, int limit)
    {
        var snapshot = Find(filter.Kind.StorageName, version) ?? throw ApiErrors.TooOld(version, current);
        return Page(filter, snapshot.Items, version, "", limit);
    }

    /// <summary>The page that a token names.</summary>
    /// <exception cref="ApiException">The token is malformed (400), or its version is no longer kept (410).</exception>
    public ListPage Next(string token, ObjectFilter filter, int limit)
    {
        var (version, after) = ReadToken(token);
        var isInconsistent = version < 0;
        if (isInconsistent)
        {
            var (items, current) = store.List(filter.Kind.StorageName);
            return Page(filter, items, current, after, limit);
        }

        if (Find(filter.Kind.StorageName, version) is { } snapshot)
        {
            return Page(filter, snapshot.Items, version, after, limit);
        }

        throw new ApiException(
            410,
            "Expired",
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token "
            + "in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, "
            + "or deleted between the time the first chunk was returned and now may show up in the list.")
        { ContinueToken = Token(-1, after) };
    }

    private static ListPage Page(ObjectFilter filter, ImmutableSortedDictionary<string, StoredObject> items, long version, string after, int limit)
    {
        var found = new List<StoredObject>();
        var seen = 0;
        foreach (var (path, item) in items)
        {
            seen++;
            if (after.Length > 0 && string.CompareOrdinal(path, after) <= 0)
            {
                continue;
            }

            if (!filter.Matches(item))
            {
                continue;
            }

            if (limit > 0 && found.Count == limit)
            {
                var last = new ObjectKey("", found[^1].Meta.Namespace, found[^1].Meta.Name).Path;
                return new ListPage(found, version, Token(version, last), filter.IsWholeCollection ? items.Count - seen + 1 : null);
            }

            found.Add(item);
        }

        return new ListPage(found, version, null, null);
    }

    private static string Token(long version, string after) =>
        Convert.ToBase64String(WireJson.Bytes(new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = version, ["start"] = after }))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static (long Version, string After) ReadToken(string token)
    {
        try
        {
            var padded = token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '=');
            var content = JsonNodes.ParseObject(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Convert.FromBase64String(padded))));
            return (content["rv"].AsLong()!.Value, content["start"].AsString()!);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or NullReferenceException)
        {
            throw ApiErrors.BadRequest($"continue key is not valid: {token.Length.ToString(CultureInfo.InvariantCulture)} characters that are no token of this server");
        }
    }

    private void Keep(Snapshot snapshot)
    {
        lock (_gate)
        {
            _kept.AddLast(snapshot);
            while (_kept.Count > MaxKept || (_kept.First is { } first && first.Value.Until < time.GetUtcNow()))
            {
                _kept.RemoveFirst();
            }
        }
    }

    private Snapshot? Find(string storage, long version)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            return _kept.FirstOrDefault(snapshot => snapshot.Storage == storage && snapshot.Version == version && snapshot.Until >= now);
        }
    }

    private sealed record Snapshot(string Storage, long Version, ImmutableSortedDictionary<string, StoredObject> Items, DateTimeOffset Until);
}
