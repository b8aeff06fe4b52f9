using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;

namespace Transship.Operator.Hosting;

/// <summary>Under which names the caches file what refers to what; each value is <c>namespace/name</c>.</summary>
internal static class Indexes
{
    /// <summary>Files rules under the endpoints that they use.</summary>
    public const string ByEndpoint = "endpoint";

    /// <summary>The endpoints of a rule.</summary>
    public static IEnumerable<string> EndpointsOf(ReplicationRule rule) => rule.Spec.Destinations.Select(d => d.EndpointRef.Name)
        .Append(rule.Spec.Source.EndpointRef.Name).Distinct(StringComparer.Ordinal).Select(name => $"{rule.Metadata.Namespace}/{name}");

    /// <summary>The rule of an execution.</summary>
    public static IEnumerable<string> RuleOf(ReplicationExecution execution) => [$"{execution.Metadata.Namespace}/{execution.Spec.RuleRef.Name}"];

    /// <summary>The execution of a task.</summary>
    public static IEnumerable<string> ExecutionOf(ReplicationTask task) => [$"{task.Metadata.Namespace}/{task.Spec.ExecutionRef.Name}"];

    /// <summary>The key of an object beside another one.</summary>
    public static NamespacedName Key(IKubernetesObject beside, string name) => new(beside.Metadata.Namespace ?? "", name);
}
