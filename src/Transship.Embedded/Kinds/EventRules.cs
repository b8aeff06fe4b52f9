using System.Text.Json.Nodes;

namespace Transship.Embedded.Kinds;

/// <summary>An Event of events.k8s.io/v1 is the core one under other names: the core form is stored.</summary>
internal sealed class EventRules : KindRules
{
    private static readonly (string New, string Core)[] Names =
    [
        ("regarding", "involvedObject"),
        ("note", "message"),
        ("reportingController", "reportingComponent"),
        ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"),
        ("deprecatedCount", "count"),
    ];

    public override bool IsStoredForm => false;

    /// <summary>The path of a field in events.k8s.io/v1, from the one in v1.</summary>
    public static string ToNewName(string core)
    {
        foreach (var (shown, stored) in Names)
        {
            if (core == stored || core.StartsWith(stored + ".", StringComparison.Ordinal))
            {
                return shown + core[stored.Length..];
            }
        }

        return core;
    }

    public override JsonObject FromStored(JsonObject stored)
    {
        foreach (var (shown, core) in Names)
        {
            Rename(stored, core, shown);
        }

        return stored;
    }

    public override JsonObject ToStored(JsonObject shown)
    {
        foreach (var (name, core) in Names)
        {
            Rename(shown, name, core);
        }

        return shown;
    }

    private static void Rename(JsonObject target, string from, string to)
    {
        if (target.TryGetPropertyValue(from, out var value))
        {
            target.Remove(from);
            target[to] = value;
        }
    }
}
