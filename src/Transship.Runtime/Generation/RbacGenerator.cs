using System.Reflection;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Rbac;

namespace Transship.Runtime.Generation;

/// <summary>Makes the roles of an operator from the <see cref="EntityRbacAttribute"/>s and <see cref="GenericRbacAttribute"/>s of its types.</summary>
public static class RbacGenerator
{
    private const string ApiVersion = "rbac.authorization.k8s.io/v1";

    /// <summary>What the types need, in all namespaces, and to publish events.</summary>
    /// <param name="name">The name of the role.</param>
    /// <param name="types">Controllers, finalizers and whatever else talks to the server.</param>
    public static JsonObject ClusterRole(string name, IEnumerable<Type> types) => Role("ClusterRole", name, Rules(types));

    /// <summary>What the types need, in one namespace, and to publish events there. Kinds that live in no namespace are left out: no Role can grant them.</summary>
    /// <param name="name">The name of the role.</param>
    /// <param name="types">Controllers, finalizers and whatever else talks to the server.</param>
    public static JsonObject Role(string name, IEnumerable<Type> types) => Role("Role", name, Rules(types, EntityScope.Namespaced));

    /// <summary>What leader election needs, in the operator's own namespace.</summary>
    /// <param name="name">The name of the role.</param>
    public static JsonObject LeaderElectionRole(string name)
    {
        var rules = new RbacRules();
        rules.Add("coordination.k8s.io", "leases", RbacVerbs.Get | RbacVerbs.Create | RbacVerbs.Update);
        AddEvents(rules);
        return Role("Role", name, rules);
    }

    private static JsonObject Role(string kind, string name, RbacRules rules) => new()
    {
        ["apiVersion"] = ApiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name },
        ["rules"] = rules.ToJson(),
    };

    private static RbacRules Rules(IEnumerable<Type> types, EntityScope? scope = null)
    {
        var rules = new RbacRules();
        foreach (var type in types)
        {
            foreach (var attribute in type.GetCustomAttributes<EntityRbacAttribute>())
            {
                var suffix = attribute.Subresource is { } subresource ? "/" + subresource : "";
                foreach (var entity in attribute.Entities.Select(EntityDefinition.Of).Where(entity => scope is null || entity.Scope == scope))
                {
                    rules.Add(entity.Group, entity.Plural + suffix, attribute.Verbs);
                }
            }

            foreach (var attribute in type.GetCustomAttributes<GenericRbacAttribute>())
            {
                foreach (var group in attribute.Groups)
                {
                    Array.ForEach(attribute.Resources, resource => rules.Add(group, resource, attribute.Verbs));
                }
            }
        }

        AddEvents(rules);
        return rules;
    }

    private static void AddEvents(RbacRules rules) => rules.Add("events.k8s.io", "events", RbacVerbs.Create | RbacVerbs.Patch);
}
