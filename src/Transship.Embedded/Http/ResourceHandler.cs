using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;
using Transship.Embedded.Objects;
using Transship.Embedded.Protobuf;
using Transship.Embedded.Selectors;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Http;

/// <summary>Answers the requests for objects.</summary>
internal sealed class ResourceHandler(
    ObjectStore store,
    ObjectWriter writer,
    ObjectPatcher patcher,
    ObjectRemover remover,
    ListHandler lists,
    WatchHandler watches,
    TimeProvider time)
{
    private const string YamlMediaType = "application/yaml";

    public Task HandleAsync(HttpContext context, ResourceKind kind, RequestPath path)
    {
        if (path.Subresource.Length > 0 && !(path.Subresource == "status" && kind.HasStatus) && !(path.Subresource == "finalize" && kind.StorageName == BuiltInKinds.Namespaces))
        {
            throw ApiErrors.NotFound();
        }

        if (!kind.IsNamespaced && path.Namespace.Length > 0)
        {
            throw ApiErrors.NotFound();
        }

        if (kind.DeprecationWarning is { } warning)
        {
            Answer.Warn(context, [warning]);
        }

        return (context.Request.Method, path.Name.Length > 0) switch
        {
            ("GET", false) or ("HEAD", false) => ListAsync(context, kind, path),
            ("GET", true) or ("HEAD", true) => GetAsync(context, kind, path),
            ("POST", false) => CreateAsync(context, kind, path),
            ("PUT", true) => ReplaceAsync(context, kind, path),
            ("PATCH", true) => PatchAsync(context, kind, path),
            ("DELETE", true) => DeleteAsync(context, kind, path),
            ("DELETE", false) => DeleteAllAsync(context, kind, path),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    private static ObjectKey Key(ResourceKind kind, RequestPath path)
    {
        if (kind.IsNamespaced && path.Namespace.Length == 0)
        {
            throw ApiErrors.NotFound();
        }

        return new ObjectKey(kind.StorageName, path.Namespace, path.Name);
    }

    private Task ListAsync(HttpContext context, ResourceKind kind, RequestPath path)
    {
        var query = new Query(context.Request);
        var filter = new ObjectFilter(kind, path.Namespace, LabelSelector.Parse(query["labelSelector"]), FieldSelector.Parse(query["fieldSelector"], kind));
        return query.Watch ? watches.HandleAsync(context, filter) : lists.HandleAsync(context, filter);
    }

    private Task GetAsync(HttpContext context, ResourceKind kind, RequestPath path)
    {
        var key = Key(kind, path);
        if (new Query(context.Request).Watch)
        {
            var filter = new ObjectFilter(kind, path.Namespace, LabelSelector.Parse(null), FieldSelector.Parse($"metadata.name={path.Name}", kind));
            return watches.HandleAsync(context, filter);
        }

        return SendAsync(context, kind, store.Get(key) ?? throw ApiErrors.NotFound(kind, path.Name), 200);
    }

    private async Task CreateAsync(HttpContext context, ResourceKind kind, RequestPath path)
    {
        if (kind.IsNamespaced && path.Namespace.Length == 0)
        {
            throw ApiErrors.MethodNotAllowed();
        }

        var options = new Query(context.Request).Write(isApply: false);
        var (body, duplicates) = await BodyAsync(context);
        var created = writer.Create(kind, path.Namespace, body, options, duplicates);
        Answer.Warn(context, options.Warnings);
        await SendAsync(context, kind, created, 201);
    }

    private async Task ReplaceAsync(HttpContext context, ResourceKind kind, RequestPath path)
    {
        var key = Key(kind, path);
        var options = new Query(context.Request).Write(isApply: false);
        var (body, duplicates) = await BodyAsync(context);
        var meta = new ObjectMeta(body);
        if (meta.Name != path.Name)
        {
            throw ApiErrors.BadRequest(
                meta.Name.Length == 0 ? "name must be provided" : $"the name of the object ({meta.Name}) does not match the name on the URL ({path.Name})");
        }

        if (kind.AllowsCreateOnUpdate && path.Subresource.Length == 0 && store.Get(key) is null)
        {
            await SendAsync(context, kind, writer.Create(kind, path.Namespace, body, options, duplicates), 201);
            return;
        }

        if (store.Get(key) is null)
        {
            throw ApiErrors.NotFound(kind, path.Name);
        }

        ObjectAdmission.Decode(body, kind, options, duplicates);
        if (meta.ResourceVersion is null && !kind.AllowsUnconditionalUpdate)
        {
            throw ApiErrors.Invalid(kind, path.Name, [new FieldError("metadata.resourceVersion", "FieldValueInvalid", "Invalid value: 0x0: must be specified for an update")]);
        }

        var written = path.Subresource == "finalize"
            ? NamespaceFinalization.Finalize(store, key, body)
            : writer.Update(kind, key, path.Subresource, _ => body.Clone(), options);
        Answer.Warn(context, options.Warnings);
        await SendAsync(context, kind, written, 200);
    }

    private async Task PatchAsync(HttpContext context, ResourceKind kind, RequestPath path)
    {
        var key = Key(kind, path);
        var mediaType = RequestBody.MediaType(context.Request);
        var options = new Query(context.Request).Write(isApply: mediaType is ObjectPatcher.ApplyYaml or ObjectPatcher.ApplyJson);
        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var (written, isNew) = patcher.Patch(kind, key, path.Subresource, mediaType, body, options);
        Answer.Warn(context, options.Warnings);
        await SendAsync(context, kind, written, isNew ? 201 : 200);
    }

    private async Task DeleteAsync(HttpContext context, ResourceKind kind, RequestPath path)
    {
        var key = Key(kind, path);
        var (item, isGone) = remover.Delete(kind, key, await DeleteRequestAsync(context));
        if (!isGone)
        {
            await SendAsync(context, kind, item, 200);
            return;
        }

        var details = new JsonObject { ["name"] = path.Name, ["kind"] = kind.Plural, ["uid"] = item.Meta.Uid };
        if (kind.Group.Length > 0)
        {
            details["group"] = kind.Group;
        }

        await Answer.JsonAsync(context, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        });
    }

    private async Task DeleteAllAsync(HttpContext context, ResourceKind kind, RequestPath path)
    {
        var query = new Query(context.Request);
        var request = await DeleteRequestAsync(context);
        var filter = new ObjectFilter(kind, path.Namespace, LabelSelector.Parse(query["labelSelector"]), FieldSelector.Parse(query["fieldSelector"], kind));
        var (items, version) = store.List(kind.StorageName);
        var deleted = new List<JsonObject>();
        foreach (var item in items.Values.Where(filter.Matches))
        {
            try
            {
                var key = new ObjectKey(kind.StorageName, item.Meta.Namespace, item.Meta.Name);
                deleted.Add(remover.Delete(kind, key, request).Item.As(kind).Node);
            }
            catch (ApiException e) when (e.Code == 404)
            {
                // Somebody else was faster.
            }
        }

        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        await Answer.JsonAsync(context, new ObjectForm(kind, AcceptedForm.Plain, "", time).Many(deleted, metadata));
    }

    private static async Task<DeleteRequest> DeleteRequestAsync(HttpContext context)
    {
        var query = new Query(context.Request);
        var bytes = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var body = bytes.Length == 0 ? null : DocumentReader.Read(bytes, RequestBody.MediaType(context.Request), []) as JsonObject;
        return DeleteRequest.Read(body, query["propagationPolicy"].Length == 0 ? null : query["propagationPolicy"], query["dryRun"]);
    }

    private static async Task<(JsonObject Body, List<string> Duplicates)> BodyAsync(HttpContext context)
    {
        var mediaType = RequestBody.MediaType(context.Request);
        if (mediaType is not ("application/json" or YamlMediaType or ProtobufReader.MediaType))
        {
            throw ApiErrors.UnsupportedMediaType(
                $"the body of the request was in an unknown format - accepted media types include: application/json, {YamlMediaType}, {ProtobufReader.MediaType}");
        }

        var duplicates = new List<string>();
        var bytes = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        return DocumentReader.Read(bytes, mediaType, duplicates) is JsonObject body
            ? (body, duplicates)
            : throw ApiErrors.BadRequest("the object provided is unrecognized: it is no object");
    }

    private Task SendAsync(HttpContext context, ResourceKind kind, StoredObject item, int code)
    {
        var form = new ObjectForm(kind, AcceptedForm.Read(context.Request), new Query(context.Request)["includeObject"], time);
        var view = item.As(kind);
        return form.IsPlain ? Answer.BytesAsync(context, view.Json, code) : Answer.JsonAsync(context, form.One(view.Node), code);
    }
}
