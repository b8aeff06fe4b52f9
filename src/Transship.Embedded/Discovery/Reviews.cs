using System.Text.Json.Nodes;

namespace Transship.Embedded.Discovery;

/// <summary>Questions about who may do what. Whoever can connect may do everything here.</summary>
internal static class Reviews
{
    private const string Authorization = "authorization.k8s.io";
    private const string Authentication = "authentication.k8s.io";
    private const string User = "transship:embedded";

    private static readonly (string Group, string Plural, string Kind, bool IsNamespaced)[] Kinds =
    [
        (Authentication, "selfsubjectreviews", "SelfSubjectReview", false),
        (Authentication, "tokenreviews", "TokenReview", false),
        (Authorization, "localsubjectaccessreviews", "LocalSubjectAccessReview", true),
        (Authorization, "selfsubjectaccessreviews", "SelfSubjectAccessReview", false),
        (Authorization, "selfsubjectrulesreviews", "SelfSubjectRulesReview", false),
        (Authorization, "subjectaccessreviews", "SubjectAccessReview", false),
    ];

    public static IEnumerable<string> Groups => [Authentication, Authorization];

    public static bool Has(string group, string version) => version == "v1" && group is Authorization or Authentication;

    /// <summary>The answer to a review; null where the path names none.</summary>
    /// <param name="group">The group of the path.</param>
    /// <param name="plural">The resource of the path.</param>
    /// <param name="review">The question; the answer is written into it.</param>
    public static JsonObject? Decide(string group, string plural, JsonObject review)
    {
        JsonObject? status = (group, plural) switch
        {
            (Authorization, "selfsubjectaccessreviews" or "subjectaccessreviews" or "localsubjectaccessreviews") => new() { ["allowed"] = true },
            (Authorization, "selfsubjectrulesreviews") => new()
            {
                ["incomplete"] = false,
                ["resourceRules"] = new JsonArray((JsonNode)new JsonObject { ["verbs"] = new JsonArray("*"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") }),
                ["nonResourceRules"] = new JsonArray((JsonNode)new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }),
            },
            (Authentication, "selfsubjectreviews") => new() { ["userInfo"] = new JsonObject { ["username"] = User, ["groups"] = new JsonArray("system:masters") } },
            (Authentication, "tokenreviews") => new() { ["authenticated"] = false, ["error"] = "this server issues no tokens" },
            _ => null,
        };
        if (status is null)
        {
            return null;
        }

        review["apiVersion"] = $"{group}/v1";
        review["kind"] = Array.Find(Kinds, kind => kind.Group == group && kind.Plural == plural).Kind;
        review["status"] = status;
        return review;
    }

    public static IEnumerable<JsonNode> Entries(string group, string version) => Of(group, version).Select(kind => (JsonNode)new JsonObject
    {
        ["name"] = kind.Plural,
        ["singularName"] = kind.Kind.ToLowerInvariant(),
        ["namespaced"] = kind.IsNamespaced,
        ["kind"] = kind.Kind,
        ["verbs"] = new JsonArray("create"),
    });

    public static IEnumerable<JsonNode> Aggregated(string group, string version) => Of(group, version).Select(kind => (JsonNode)new JsonObject
    {
        ["resource"] = kind.Plural,
        ["responseKind"] = new JsonObject { ["group"] = group, ["version"] = version, ["kind"] = kind.Kind },
        ["scope"] = kind.IsNamespaced ? "Namespaced" : "Cluster",
        ["singularResource"] = kind.Kind.ToLowerInvariant(),
        ["verbs"] = new JsonArray("create"),
    });

    private static IEnumerable<(string Group, string Plural, string Kind, bool IsNamespaced)> Of(string group, string version) =>
        version == "v1" ? Kinds.Where(kind => kind.Group == group) : [];
}
