using System.Text.Json.Nodes;
using Transship.Embedded.Apply;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;
using Transship.Embedded.Patching;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Objects;

/// <summary>Changes objects by patches of all forms.</summary>
internal sealed class ObjectPatcher(ObjectStore store, ObjectWriter writer, TimeProvider time)
{
    public const string Merge = "application/merge-patch+json";
    public const string Json = "application/json-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string ApplyYaml = "application/apply-patch+yaml";
    public const string ApplyJson = "application/apply-patch+json";

    /// <summary>Applies a patch.</summary>
    /// <param name="kind">The kind of the path.</param>
    /// <param name="key">The object.</param>
    /// <param name="subresource">The subresource written to; empty for the object itself.</param>
    /// <param name="mediaType">The form of the patch.</param>
    /// <param name="body">The bytes received.</param>
    /// <param name="options">How to write.</param>
    /// <returns>The object, and whether it is new.</returns>
    public (StoredObject Written, bool IsNew) Patch(ResourceKind kind, ObjectKey key, string subresource, string mediaType, byte[] body, WriteOptions options)
    {
        var duplicates = new List<string>();
        var patch = DocumentReader.Read(body, mediaType, duplicates);
        if (mediaType is ApplyYaml or ApplyJson)
        {
            return Apply(kind, key, subresource, Object(patch), duplicates, options);
        }

        Func<JsonObject, JsonObject> change = mediaType switch
        {
            Merge => live => Merged(live, Object(patch)),
            Json => live => Object(JsonPatch.Apply(live, patch as JsonArray ?? throw ApiErrors.BadRequest("a JSON patch is a list of operations"))),
            Strategic when !kind.IsCustom => live => Strategically(kind, live, Object(patch)),
            _ => throw ApiErrors.UnsupportedMediaType(
                $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", Accepted(kind))}"),
        };
        return (writer.Update(kind, key, subresource, live => Decoded(kind, change(live), duplicates, options), options), false);
    }

    private static IEnumerable<string> Accepted(ResourceKind kind) => kind.IsCustom ? [Json, Merge, ApplyYaml] : [Json, Merge, Strategic, ApplyYaml];

    private static JsonObject Object(JsonNode? node) => node as JsonObject ?? throw ApiErrors.BadRequest("the patch does not lead to an object");

    private static JsonObject Merged(JsonObject live, JsonObject patch)
    {
        MergePatch.Apply(live, patch);
        return live;
    }

    private static JsonObject Strategically(ResourceKind kind, JsonObject live, JsonObject patch)
    {
        StrategicMergePatch.Apply(live, patch, kind.Schema);
        return live;
    }

    private static JsonObject Decoded(ResourceKind kind, JsonObject target, List<string> duplicates, WriteOptions options)
    {
        ObjectAdmission.Decode(target, kind, options, duplicates);
        return target;
    }

    private (StoredObject Written, bool IsNew) Apply(ResourceKind kind, ObjectKey key, string subresource, JsonObject configuration, List<string> duplicates, WriteOptions options)
    {
        if (configuration.At("metadata", "managedFields") is not null)
        {
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        }

        var given = new ObjectMeta(configuration);
        if (given.Name.Length > 0 && given.Name != key.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({given.Name}) does not match the name on the URL ({key.Name})");
        }

        var reported = new List<string>();
        var sent = configuration.Clone();
        ObjectAdmission.Decode(sent, kind, options with { Warnings = reported }, duplicates);
        options.Warnings.AddRange(reported);
        configuration = WithoutUnknown(kind, configuration);
        var ownership = new Ownership(kind, subresource);
        var now = ObjectMeta.Time(time.GetUtcNow());
        if (store.Get(key) is null)
        {
            if (subresource.Length > 0)
            {
                throw ApiErrors.NotFound(kind, key.Name);
            }

            var fresh = ownership.Apply(null, configuration, options.FieldManager, options.Force, target => Complete(kind, target), now);
            new ObjectMeta(fresh).Name = key.Name;
            return (writer.Create(kind, key.Namespace, fresh, options, [], isApplied: true), true);
        }

        var written = writer.Update(
            kind,
            key,
            subresource,
            live => ownership.Apply(live, configuration.Clone(), options.FieldManager, options.Force, target => Complete(kind, target), now),
            options,
            isApplied: true);
        return (written, false);
    }

    private static JsonObject WithoutUnknown(ResourceKind kind, JsonObject configuration)
    {
        var known = kind.Stamp(configuration.Clone());
        Schema.Pruner.Prune(known, kind.Schema, []);
        return known;
    }

    private static void Complete(ResourceKind kind, JsonObject target) => Schema.Defaulter.Apply(target, kind.Schema);
}
