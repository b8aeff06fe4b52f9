using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Selectors;
using Transship.Embedded.Storage;
using Transship.Embedded.Watching;

namespace Transship.Embedded.Http;

/// <summary>Answers watches: one JSON document a line, for as long as the client stays.</summary>
internal sealed class WatchHandler(ObjectStore store, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(45);

    public async Task HandleAsync(HttpContext context, ObjectFilter filter)
    {
        var query = new Query(context.Request);
        var request = Read(query, filter);
        var form = new ObjectForm(filter.Kind, AcceptedForm.Read(context.Request), query["includeObject"], time);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "application/json";
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await context.Response.StartAsync(ends.Token);
            await context.Response.Body.FlushAsync(ends.Token);
            await SendAsync(context.Response, new Watcher(store, time).WatchAsync(request, ends.Token), form, filter, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The client left, or the server stops: a watch may end at any time.
        }
    }

    private static async Task SendAsync(
        HttpResponse response, IAsyncEnumerable<WatchFrame> frames, ObjectForm form, ObjectFilter filter, CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var frame in frames.WithCancellation(cancellationToken))
        {
            await response.Body.WriteAsync(Line(frame, form, filter, isFirst), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            isFirst = isFirst && frame.Item is null;
        }
    }

    private static byte[] Line(WatchFrame frame, ObjectForm form, ObjectFilter filter, bool isFirst)
    {
        if (frame.Item is { } item && form.IsPlain && frame.Version is null)
        {
            return [.. Encoding.UTF8.GetBytes($"{{\"type\":\"{frame.Type}\",\"object\":"), .. item.As(filter.Kind).Json, (byte)'}', (byte)'\n'];
        }

        JsonNode document;
        if (frame.Item is null)
        {
            document = frame.Type == "BOOKMARK" && form.IsTable ? TableBookmark(form, frame.Document!) : frame.Document!;
        }
        else
        {
            var node = frame.Item.As(filter.Kind).Node;
            if (frame.Version is { } version)
            {
                node = (JsonObject)node.DeepClone();
                node["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
            }

            document = form.One(node, withColumns: isFirst);
        }

        return [.. WireJson.Bytes(new JsonObject { ["type"] = frame.Type, ["object"] = document.Parent is null ? document : document.DeepClone() }), (byte)'\n'];
    }

    private static JsonObject TableBookmark(ObjectForm form, JsonObject bookmark)
    {
        var table = form.One(bookmark, withColumns: false);
        table["rows"] = new JsonArray((JsonNode)new JsonObject { ["cells"] = new JsonArray(), ["object"] = bookmark.DeepClone() });
        return table;
    }

    private WatchRequest Read(Query query, ObjectFilter filter)
    {
        var version = query.ResourceVersion;
        var wantsInitial = query["sendInitialEvents"];
        if (wantsInitial.Length > 0 && query["resourceVersionMatch"] != "NotOlderThan")
        {
            throw InvalidListOptions("resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }

        if (wantsInitial.Length == 0 && query["resourceVersionMatch"].Length > 0)
        {
            throw InvalidListOptions("resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        var current = store.List(filter.Kind.StorageName).Version;
        if (version > current)
        {
            throw wantsInitial.Length > 0 ? ApiErrors.TooLargeVersion(version.Value, current) : ApiErrors.TooOld(version.Value, current);
        }

        if (version > 0 && wantsInitial != "true" && store.Changes(filter.Kind.StorageName, version.Value).CompactedVersion is { } oldest)
        {
            throw ApiErrors.TooOld(version.Value, oldest);
        }

        long? after = version is null or 0 ? null : version;
        return new WatchRequest
        {
            Filter = filter,
            After = wantsInitial switch { "true" => null, "false" => after ?? current, _ => after },
            MarksInitialEnd = wantsInitial == "true" && query.Flag("allowWatchBookmarks"),
            AllowsBookmarks = query.Flag("allowWatchBookmarks"),
            Timeout = query.Timeout ?? DefaultTimeout,
        };
    }

    private static ApiException InvalidListOptions(string why) => new(422, "Invalid", $"ListOptions.meta.k8s.io \"\" is invalid: {why}");
}
