using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Discovery;

/// <summary>All groups, versions and resources in one document (apidiscovery.k8s.io).</summary>
internal static class AggregatedDiscovery
{
    /// <summary>The version that an Accept header asks for; null where it asks for none that is known.</summary>
    public static string? Requested(string accept)
    {
        foreach (var clause in accept.Split(',', StringSplitOptions.TrimEntries))
        {
            if (clause.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal) && clause.Contains("g=apidiscovery.k8s.io", StringComparison.Ordinal))
            {
                return clause.Contains("v=v2beta1", StringComparison.Ordinal) ? "v2beta1" : "v2";
            }

            if (clause.StartsWith("application/json", StringComparison.Ordinal))
            {
                return null;
            }
        }

        return null;
    }

    public static string MediaType(string version) => $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList";

    /// <summary>The document.</summary>
    /// <param name="kinds">The kinds.</param>
    /// <param name="version">The version of the document.</param>
    /// <param name="core">The core group, or all others.</param>
    public static JsonObject Render(KindRegistry kinds, string version, bool core) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = $"apidiscovery.k8s.io/{version}",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. (core ? [""] : LegacyDiscovery.Names(kinds)).Select(group => Group(kinds, group))]),
    };

    private static JsonObject Group(KindRegistry kinds, string group) => new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = group, ["creationTimestamp"] = null },
        ["versions"] = new JsonArray([.. LegacyDiscovery.Versions(kinds, group).Select(version => (JsonNode)new JsonObject
        {
            ["version"] = version,
            ["freshness"] = "Current",
            ["resources"] = new JsonArray([.. kinds.All.Where(kind => kind.Group == group && kind.Version == version).Select(Resource), .. Reviews.Aggregated(group, version)]),
        })]),
    };

    private static JsonNode Resource(ResourceKind kind)
    {
        var resource = new JsonObject
        {
            ["resource"] = kind.Plural,
            ["responseKind"] = Kind(kind),
            ["scope"] = kind.IsNamespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = ResourceVerbs.Objects(),
            ["shortNames"] = kind.ShortNames.ToJsonArray(),
            ["categories"] = kind.Categories.ToJsonArray(),
        };
        if (kind.HasStatus)
        {
            resource["subresources"] = new JsonArray((JsonNode)new JsonObject
            {
                ["subresource"] = "status",
                ["responseKind"] = Kind(kind),
                ["verbs"] = ResourceVerbs.Status(),
            });
        }

        return resource;
    }

    private static JsonObject Kind(ResourceKind kind) => new() { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind };
}
