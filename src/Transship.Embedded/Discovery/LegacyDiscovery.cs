using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Discovery;

/// <summary>Discovery document by document: /api, /apis, /apis/GROUP, /apis/GROUP/VERSION.</summary>
internal static class LegacyDiscovery
{
    public static JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray((JsonNode)new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    public static JsonObject Groups(KindRegistry kinds) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. Names(kinds).Select(group => (JsonNode)GroupBody(kinds, group))]),
    };

    /// <summary>One group; null where there is none of that name.</summary>
    public static JsonObject? Group(KindRegistry kinds, string name)
    {
        if (!Names(kinds).Contains(name, StringComparer.Ordinal))
        {
            return null;
        }

        var group = GroupBody(kinds, name);
        group.Insert(0, "apiVersion", "v1");
        group.Insert(0, "kind", "APIGroup");
        return group;
    }

    /// <summary>The resources of a version; null where there are none.</summary>
    public static JsonObject? Resources(KindRegistry kinds, string group, string version)
    {
        var served = kinds.All.Where(kind => kind.Group == group && kind.Version == version).ToArray();
        if (served.Length == 0 && !Reviews.Has(group, version))
        {
            return null;
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray([.. served.SelectMany(Entries), .. Reviews.Entries(group, version)]),
        };
    }

    internal static IEnumerable<string> Names(KindRegistry kinds) =>
        kinds.All.Select(kind => kind.Group).Concat(Reviews.Groups).Where(group => group.Length > 0).Distinct(StringComparer.Ordinal);

    internal static IReadOnlyList<string> Versions(KindRegistry kinds, string group) =>
        [.. kinds.All.Where(kind => kind.Group == group).Select(kind => kind.Version).Concat(Reviews.Has(group, "v1") ? ["v1"] : []).Distinct(StringComparer.Ordinal).OrderBy(version => version, VersionOrder.Instance)];

    private static JsonObject GroupBody(KindRegistry kinds, string group)
    {
        var versions = Versions(kinds, group);
        return new JsonObject
        {
            ["name"] = group,
            ["versions"] = new JsonArray([.. versions.Select(version => (JsonNode)Version(group, version))]),
            ["preferredVersion"] = Version(group, versions[0]),
        };
    }

    private static JsonObject Version(string group, string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };

    private static IEnumerable<JsonNode> Entries(ResourceKind kind)
    {
        var entry = new JsonObject
        {
            ["name"] = kind.Plural,
            ["singularName"] = kind.Singular,
            ["namespaced"] = kind.IsNamespaced,
            ["kind"] = kind.Kind,
            ["verbs"] = ResourceVerbs.Objects(),
        };
        if (kind.ShortNames.Count > 0)
        {
            entry["shortNames"] = kind.ShortNames.ToJsonArray();
        }

        if (kind.Categories.Count > 0)
        {
            entry["categories"] = kind.Categories.ToJsonArray();
        }

        yield return entry;
        if (kind.HasStatus)
        {
            yield return new JsonObject
            {
                ["name"] = $"{kind.Plural}/status",
                ["singularName"] = "",
                ["namespaced"] = kind.IsNamespaced,
                ["kind"] = kind.Kind,
                ["verbs"] = ResourceVerbs.Status(),
            };
        }
    }
}
