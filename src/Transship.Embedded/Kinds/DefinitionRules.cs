using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Kinds;

/// <summary>A CustomResourceDefinition is complete, its names fit, and its schema is structural.</summary>
internal sealed class DefinitionRules : KindRules
{
    /// <summary>Keeps a deleted definition until its objects are gone.</summary>
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public override void Prepare(JsonObject target, JsonObject? previous)
    {
        var spec = target.GetOrAddObject("spec");
        var names = spec.GetOrAddObject("names");
        if (names["kind"].AsString() is { } kind)
        {
            names["singular"] ??= kind.ToLowerInvariant();
            names["listKind"] ??= $"{kind}List";
        }

        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        if (previous is null)
        {
            target["status"] = new JsonObject { ["conditions"] = new JsonArray(), ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" }, ["storedVersions"] = StoredVersions(spec) };
        }
    }

    public override IEnumerable<FieldError> Validate(JsonObject target, JsonObject? previous)
    {
        var spec = target.Object("spec");
        var names = spec.Object("names");
        var expected = $"{names["plural"].AsString()}.{spec["group"].AsString()}";
        var name = new ObjectMeta(target).Name;
        if (name != expected)
        {
            yield return FieldError.Invalid("metadata.name", name, $"must be spec.names.plural+\".\"+spec.group");
        }

        if (spec.At("conversion", "strategy").AsString() is { } strategy and not "None")
        {
            yield return FieldError.NotSupported("spec.conversion.strategy", strategy, ["None"]);
        }

        var versions = (spec["versions"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        if (versions.Count(version => version["storage"].AsBool() == true) != 1)
        {
            yield return FieldError.Invalid("spec.versions", spec["versions"], "must have exactly one version marked as storage version");
        }

        for (var i = 0; i < versions.Length; i++)
        {
            foreach (var error in DefinitionSchema.Validate(versions[i], $"spec.versions[{i}]"))
            {
                yield return error;
            }
        }

        foreach (var field in previous is null ? [] : new[] { "group", "scope" })
        {
            if (!JsonNode.DeepEquals(previous!.Object("spec")[field], spec[field]))
            {
                yield return FieldError.Invalid($"spec.{field}", spec[field], "field is immutable");
            }
        }
    }

    private static JsonArray StoredVersions(JsonObject spec) =>
        (spec["versions"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(version => version["storage"].AsBool() == true)
            .Select(version => version["name"].AsString() ?? "")
            .ToJsonArray();
}
