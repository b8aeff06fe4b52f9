using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Transship.Embedded.Errors;
using Transship.Embedded.Selectors;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Http;

/// <summary>Answers lists, page by page where the client asks for pages.</summary>
internal sealed class ListHandler(ObjectStore store, Snapshots snapshots, TimeProvider time)
{
    public async Task HandleAsync(HttpContext context, ObjectFilter filter)
    {
        var query = new Query(context.Request);
        var page = Page(query, filter);
        var metadata = new JsonObject { ["resourceVersion"] = page.Version.ToString(CultureInfo.InvariantCulture) };
        if (page.Continue is not null)
        {
            metadata["continue"] = page.Continue;
            if (page.Remaining is { } remaining)
            {
                metadata["remainingItemCount"] = remaining;
            }
        }

        var form = new ObjectForm(filter.Kind, AcceptedForm.Read(context.Request), query["includeObject"], time);
        if (form.IsPlain)
        {
            await Answer.BytesAsync(context, Render(filter, page, metadata));
        }
        else
        {
            await Answer.JsonAsync(context, form.Many(page.Items.Select(item => item.As(filter.Kind).Node), metadata));
        }
    }

    private static ReadOnlyMemory<byte> Render(ObjectFilter filter, ListPage page, JsonObject metadata)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("apiVersion", filter.Kind.ApiVersion);
        writer.WriteStartArray("items");
        foreach (var item in page.Items)
        {
            writer.WriteRawValue(item.As(filter.Kind).Json, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteString("kind", filter.Kind.ListKind);
        writer.WritePropertyName("metadata");
        metadata.WriteTo(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private ListPage Page(Query query, ObjectFilter filter)
    {
        var token = query["continue"];
        if (token.Length > 0)
        {
            return snapshots.Next(token, filter, query.Limit);
        }

        var (items, version) = store.List(filter.Kind.StorageName);
        if (query.ResourceVersion is { } wanted)
        {
            if (wanted > version)
            {
                throw ApiErrors.TooLargeVersion(wanted, version);
            }

            if (query["resourceVersionMatch"] == "Exact" && wanted != 0 && wanted != version)
            {
                return snapshots.Exact(filter, wanted, version, query.Limit);
            }
        }

        return snapshots.First(filter, items, version, query.Limit);
    }
}
