using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Apply;

/// <summary>Keeps managedFields right when an object is written, by the rules of structured merge and diff.</summary>
/// <param name="kind">The kind of the object.</param>
/// <param name="subresource">The subresource written to; empty for the object itself.</param>
internal sealed class Ownership(ResourceKind kind, string subresource)
{
    private static readonly string[] ServerSet =
    [
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields", "resourceVersion",
    ];

    private readonly FieldSet _ignored = Ignored(kind, subresource);

    /// <summary>Records an update, a merge patch or a JSON patch: what was changed now belongs to the manager.</summary>
    /// <param name="live">The object before; empty on creation.</param>
    /// <param name="target">The object after; its managedFields are written.</param>
    /// <param name="managerName">Who writes.</param>
    /// <param name="now">The time of the write.</param>
    public void Update(JsonObject live, JsonObject target, string managerName, string now)
    {
        var before = ManagedFields.IsReset(target) ? new ManagedFields() : ManagedFields.Read(live);
        var managed = ManagedFields.IsReset(target) ? new ManagedFields() : Given(target, live);
        if (ManagedFields.IsReset(target) && live.Count > 0)
        {
            target.GetOrAddObject("metadata").Remove("managedFields");
            return;
        }

        var manager = new FieldManager(managerName, FieldManager.Update, kind.ApiVersion, subresource);
        var difference = FieldComparison.Of(live, target, kind.Schema).Without(_ignored);
        Take(managed, manager, difference);
        var own = managed.FieldsOf(manager).Except(difference.Removed).Union(difference.Written);
        managed.Set(manager, Owned(own));
        managed.Stamp(before, now);
        managed.Write(target);
    }

    /// <summary>Server-side apply.</summary>
    /// <param name="live">The object before; null where there is none.</param>
    /// <param name="configuration">The fields that the manager wants to own.</param>
    /// <param name="managerName">Who applies.</param>
    /// <param name="force">Whether fields of others are taken over.</param>
    /// <param name="complete">Fills in defaults, as the server does before it compares.</param>
    /// <param name="now">The time of the write.</param>
    /// <returns>The object after.</returns>
    /// <exception cref="ApiException">Others own fields that the configuration changes (409).</exception>
    public JsonObject Apply(JsonObject? live, JsonObject configuration, string managerName, bool force, Action<JsonObject> complete, string now)
    {
        var manager = new FieldManager(managerName, FieldManager.Apply, kind.ApiVersion, subresource);
        var existing = live ?? [];
        var before = ManagedFields.Read(existing);
        var managed = before.Copy();
        if (live is not null && managed.IsEmpty)
        {
            // What was there before ownership was tracked must not look as if nobody wanted it.
            var unknown = new FieldManager("before-first-apply", FieldManager.Update, kind.ApiVersion, subresource);
            managed.Set(unknown, Owned(FieldComparison.Of([], existing, kind.Schema).Added));
        }

        var last = managed.FieldsOf(manager);
        managed.Set(manager, Owned(TypedValue.Fields(configuration, kind.Schema)));
        var merged = (JsonObject)TypedMerge.Merge(existing, configuration, kind.Schema)!;
        var abandoned = last.WithParents().Except(managed.Union().WithParents());
        FieldRemoval.Remove(merged, abandoned, kind.Schema);
        complete(merged);

        var difference = FieldComparison.Of(existing, merged, kind.Schema).Without(_ignored);
        var conflicts = Conflicts(managed, manager, difference);
        if (!force && conflicts.Count > 0)
        {
            throw ApplyConflict.Of(conflicts);
        }

        Take(managed, manager, difference);
        managed.Stamp(before, now);
        managed.Write(merged);
        return merged;
    }

    private static List<(string Manager, FieldPath Path)> Conflicts(ManagedFields managed, FieldManager manager, FieldComparison difference)
    {
        var written = difference.Written;
        return
        [
            .. from other in managed.Managers
               where other != manager
               from path in managed.FieldsOf(other).Intersect(written).Paths()
               select (other.Describe(managed.TimeOf(other)), path),
        ];
    }

    private static void Take(ManagedFields managed, FieldManager manager, FieldComparison difference)
    {
        var lost = difference.Written.Union(difference.Removed);
        foreach (var other in managed.Managers.Where(other => other != manager).ToArray())
        {
            managed.Set(other, managed.FieldsOf(other).Except(lost));
        }

        if (managed.Has(manager))
        {
            managed.Set(manager, managed.FieldsOf(manager).Except(difference.Removed));
        }
    }

    // A client may send managedFields of its own (kubectl moves ownership that way); one that sends none keeps the stored ones.
    private static ManagedFields Given(JsonObject target, JsonObject live)
    {
        var given = ManagedFields.Read(target);
        return given.IsEmpty ? ManagedFields.Read(live) : given;
    }

    // The metadata as such belongs to nobody, its members do.
    private FieldSet Owned(FieldSet fields) => fields.ExceptBelow(_ignored).Except(FieldSet.Of(FieldPath.Of("metadata")));

    private static FieldSet Ignored(ResourceKind kind, string subresource)
    {
        var ignored = new FieldSet();
        ignored.Add(FieldPath.Of("apiVersion"));
        ignored.Add(FieldPath.Of("kind"));
        foreach (var name in ServerSet)
        {
            ignored.Add(FieldPath.Of("metadata", name));
        }

        if (subresource == "status")
        {
            ignored.Add(FieldPath.Of("metadata"));
            ignored.Add(FieldPath.Of("spec"));
        }
        else if (kind.HasStatus)
        {
            ignored.Add(FieldPath.Of("status"));
        }

        return ignored;
    }
}
