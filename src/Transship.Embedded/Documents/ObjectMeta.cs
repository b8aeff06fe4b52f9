using System.Globalization;
using System.Text.Json.Nodes;

namespace Transship.Embedded.Documents;

/// <summary>The standard metadata of an object, read and written in place.</summary>
/// <param name="target">The object.</param>
internal readonly struct ObjectMeta(JsonObject target)
{
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private JsonObject Metadata => target.GetOrAddObject("metadata");

    public string Name
    {
        get => Read("name") ?? "";
        set => Write("name", value);
    }

    public string Namespace
    {
        get => Read("namespace") ?? "";
        set => Write("namespace", value);
    }

    public string? GenerateName => Read("generateName");

    public string? Uid
    {
        get => Read("uid");
        set => Write("uid", value);
    }

    public string? ResourceVersion
    {
        get => Read("resourceVersion");
        set => Write("resourceVersion", value);
    }

    public string? CreationTimestamp
    {
        get => Read("creationTimestamp");
        set => Write("creationTimestamp", value);
    }

    public string? DeletionTimestamp
    {
        get => Read("deletionTimestamp");
        set => Write("deletionTimestamp", value);
    }

    public long Generation
    {
        get => target.Object("metadata")["generation"].AsLong() ?? 0;
        set => Metadata["generation"] = value;
    }

    public bool IsTerminating => DeletionTimestamp is not null;

    public IReadOnlyList<string> Finalizers
    {
        get => [.. target.Object("metadata").Strings("finalizers")];
        set
        {
            if (value.Count == 0)
            {
                Metadata.Remove("finalizers");
            }
            else
            {
                Metadata["finalizers"] = value.ToJsonArray();
            }
        }
    }

    public IEnumerable<OwnerReference> Owners =>
        (target.Object("metadata")["ownerReferences"] as JsonArray)?.OfType<JsonObject>().Select(OwnerReference.Read) ?? [];

    public JsonObject? Labels => target.Object("metadata")["labels"] as JsonObject;

    public JsonObject? Annotations => target.Object("metadata")["annotations"] as JsonObject;

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public JsonNode? this[string name]
    {
        get => target.Object("metadata")[name];
        set
        {
            if (value is null)
            {
                Metadata.Remove(name);
            }
            else
            {
                Metadata[name] = value;
            }
        }
    }

    private string? Read(string name) => target.Object("metadata")[name].AsString();

    private void Write(string name, string? value) => this[name] = string.IsNullOrEmpty(value) ? null : JsonValue.Create(value);
}
