using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Apply;

/// <summary>Which manager owns which fields, and since when.</summary>
internal sealed class ManagedFields
{
    private const int MaxUpdateManagers = 10;
    private const string Ancient = "ancient-changes";

    private readonly Dictionary<FieldManager, Entry> _entries = [];

    public IReadOnlyCollection<FieldManager> Managers => _entries.Keys;

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Reads metadata.managedFields.</summary>
    public static ManagedFields Read(JsonObject target)
    {
        var managed = new ManagedFields();
        foreach (var entry in (target.At("metadata", "managedFields") as JsonArray ?? []).OfType<JsonObject>())
        {
            if (entry["manager"].AsString() is not null && entry["fieldsV1"] is JsonObject fields)
            {
                managed._entries[FieldManager.Read(entry)] = new Entry(FieldsV1.Parse(fields), entry["time"].AsString());
            }
        }

        return managed;
    }

    /// <summary>The same, to be changed; sets of fields are never changed once they are in here.</summary>
    public ManagedFields Copy()
    {
        var copy = new ManagedFields();
        foreach (var (manager, entry) in _entries)
        {
            copy._entries[manager] = entry;
        }

        return copy;
    }

    /// <summary>Whether the client asks to forget all owners: it sent an empty list, or one empty entry.</summary>
    public static bool IsReset(JsonObject target) =>
        target.At("metadata", "managedFields") is JsonArray { Count: <= 1 } entries
        && (entries.Count == 0 || entries[0] is JsonObject { Count: 0 });

    public FieldSet FieldsOf(FieldManager manager) => _entries.TryGetValue(manager, out var entry) ? entry.Fields : new FieldSet();

    public string? TimeOf(FieldManager manager) => _entries.GetValueOrDefault(manager)?.Time;

    public bool Has(FieldManager manager) => _entries.ContainsKey(manager);

    /// <summary>Sets what a manager owns; a manager that owns nothing is forgotten.</summary>
    public void Set(FieldManager manager, FieldSet fields)
    {
        if (fields.IsEmpty)
        {
            _entries.Remove(manager);
        }
        else
        {
            _entries[manager] = new Entry(fields, _entries.GetValueOrDefault(manager)?.Time);
        }
    }

    /// <summary>All fields that anybody owns.</summary>
    public FieldSet Union() => _entries.Values.Aggregate(new FieldSet(), (all, entry) => all.Union(entry.Fields));

    /// <summary>Stamps the entries that differ from an earlier state, and keeps the number of updaters bounded.</summary>
    /// <param name="before">The earlier state.</param>
    /// <param name="now">The time of this write.</param>
    public void Stamp(ManagedFields before, string now)
    {
        foreach (var (manager, entry) in _entries.ToArray())
        {
            var changed = !before._entries.TryGetValue(manager, out var old) || !old.Fields.SetEquals(entry.Fields);
            _entries[manager] = entry with { Time = changed ? now : old!.Time };
        }

        while (_entries.Keys.Count(manager => manager.Operation == FieldManager.Update && manager.Name != Ancient) > MaxUpdateManagers)
        {
            MergeOldest();
        }
    }

    /// <summary>Writes metadata.managedFields.</summary>
    public void Write(JsonObject target)
    {
        var metadata = target.GetOrAddObject("metadata");
        if (IsEmpty)
        {
            metadata.Remove("managedFields");
            return;
        }

        metadata["managedFields"] = new JsonArray(
        [
            .. _entries
                .OrderBy(entry => entry.Key.Operation, StringComparer.Ordinal)
                .ThenBy(entry => entry.Value.Time, StringComparer.Ordinal)
                .ThenBy(entry => entry.Key.Name, StringComparer.Ordinal)
                .ThenBy(entry => entry.Key.Subresource, StringComparer.Ordinal)
                .Select(entry => (JsonNode)Render(entry.Key, entry.Value)),
        ]);
    }

    private static JsonObject Render(FieldManager manager, Entry entry)
    {
        var rendered = new JsonObject
        {
            ["manager"] = manager.Name,
            ["operation"] = manager.Operation,
            ["apiVersion"] = manager.ApiVersion,
            ["time"] = entry.Time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = FieldsV1.Render(entry.Fields),
        };
        if (entry.Time is null)
        {
            rendered.Remove("time");
        }

        if (manager.Subresource.Length > 0)
        {
            rendered["subresource"] = manager.Subresource;
        }

        return rendered;
    }

    private void MergeOldest()
    {
        var oldest = _entries
            .Where(entry => entry.Key.Operation == FieldManager.Update && entry.Key.Name != Ancient)
            .MinBy(entry => entry.Value.Time, StringComparer.Ordinal);
        _entries.Remove(oldest.Key);
        var bucket = oldest.Key with { Name = Ancient };
        var fields = _entries.TryGetValue(bucket, out var known) ? known.Fields.Union(oldest.Value.Fields) : oldest.Value.Fields;
        _entries[bucket] = new Entry(fields, oldest.Value.Time);
    }

    private sealed record Entry(FieldSet Fields, string? Time);
}
