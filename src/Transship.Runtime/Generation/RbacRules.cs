using System.Text.Json.Nodes;
using Transship.Runtime.Rbac;

namespace Transship.Runtime.Generation;

/// <summary>Merges permissions: one rule for all resources of a group that allow the same, sorted.</summary>
internal sealed class RbacRules
{
    private static readonly RbacVerbs[] Single =
        [RbacVerbs.Create, RbacVerbs.Delete, RbacVerbs.Get, RbacVerbs.List, RbacVerbs.Patch, RbacVerbs.Update, RbacVerbs.Watch];

    private readonly SortedDictionary<(string Group, string Resource), RbacVerbs> _verbs = new(Comparer<(string Group, string Resource)>.Create(
        (a, b) => StringComparer.Ordinal.Compare(a.Group, b.Group) is var order and not 0 ? order : StringComparer.Ordinal.Compare(a.Resource, b.Resource)));

    internal void Add(string group, string resource, RbacVerbs verbs) =>
        _verbs[(group, resource)] = _verbs.GetValueOrDefault((group, resource)) | verbs;

    internal JsonArray ToJson() => new([.. _verbs
        .Where(entry => entry.Value != RbacVerbs.None)
        .GroupBy(entry => (entry.Key.Group, Verbs: entry.Value))
        .Select(rule => new JsonObject
        {
            ["apiGroups"] = new JsonArray(rule.Key.Group),
            ["resources"] = Strings(rule.Select(entry => entry.Key.Resource)),
            ["verbs"] = Strings(Single.Where(verb => rule.Key.Verbs.HasFlag(verb)).Select(verb => verb.ToString().ToLowerInvariant())),
        })]);

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
