using System.Text.Json.Nodes;

namespace Transship.Embedded.Schema;

/// <summary>The parts of the schema that every kind shares.</summary>
internal static class ObjectMetaSchema
{
    public static JsonObject ApiVersion() => new()
    {
        ["type"] = "string",
        ["description"] = "The version of the schema that this representation of the object follows.",
    };

    public static JsonObject Kind() => new()
    {
        ["type"] = "string",
        ["description"] = "The kind of the object, in CamelCase.",
    };

    public static JsonObject Metadata() => new()
    {
        ["type"] = "object",
        ["description"] = "Standard object's metadata.",
        ["properties"] = new JsonObject
        {
            ["name"] = Text("Unique within a namespace; required on creation unless generateName is given."),
            ["generateName"] = Text("A prefix from which the server makes a unique name."),
            ["namespace"] = Text("The space within which the name is unique."),
            ["selfLink"] = Text("Deprecated: no longer set."),
            ["uid"] = Text("Unique in time and space; set by the server."),
            ["resourceVersion"] = Text("The internal version of this object; changes with every write."),
            ["generation"] = new JsonObject { ["type"] = "integer", ["format"] = "int64", ["description"] = "Counts the changes of the desired state." },
            ["creationTimestamp"] = Time("When the object was created."),
            ["deletionTimestamp"] = Time("When the object was asked to go."),
            ["deletionGracePeriodSeconds"] = new JsonObject { ["type"] = "integer", ["format"] = "int64", ["description"] = "Seconds the object has to end." },
            ["labels"] = Map("Keys and values by which objects are organised and selected."),
            ["annotations"] = Map("Keys and values that tools store with the object."),
            ["ownerReferences"] = Owners(),
            ["finalizers"] = new JsonObject
            {
                ["type"] = "array",
                ["description"] = "Must be empty before the object is removed.",
                ["items"] = new JsonObject { ["type"] = "string" },
                ["x-kubernetes-list-type"] = "set",
                ["x-kubernetes-patch-strategy"] = "merge",
            },
            ["managedFields"] = new JsonObject
            {
                ["type"] = "array",
                ["description"] = "Which manager set which fields.",
                ["items"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
                ["x-kubernetes-list-type"] = "atomic",
            },
        },
    };

    private static JsonObject Owners() => new()
    {
        ["type"] = "array",
        ["description"] = "The objects this one depends on; when all of them are gone it is collected.",
        ["x-kubernetes-list-type"] = "map",
        ["x-kubernetes-list-map-keys"] = new JsonArray("uid"),
        ["x-kubernetes-patch-merge-key"] = "uid",
        ["x-kubernetes-patch-strategy"] = "merge",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["x-kubernetes-map-type"] = "atomic",
            ["required"] = new JsonArray("apiVersion", "kind", "name", "uid"),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = Text("API version of the owner."),
                ["kind"] = Text("Kind of the owner."),
                ["name"] = Text("Name of the owner."),
                ["uid"] = Text("Uid of the owner."),
                ["controller"] = new JsonObject { ["type"] = "boolean", ["description"] = "Whether the owner is the managing controller." },
                ["blockOwnerDeletion"] = new JsonObject { ["type"] = "boolean", ["description"] = "Whether a foreground deletion of the owner waits for this object." },
            },
        },
    };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Time(string description) =>
        new() { ["type"] = "string", ["format"] = "date-time", ["nullable"] = true, ["description"] = description };

    private static JsonObject Map(string description) => new()
    {
        ["type"] = "object",
        ["description"] = description,
        ["additionalProperties"] = new JsonObject { ["type"] = "string" },
    };
}
