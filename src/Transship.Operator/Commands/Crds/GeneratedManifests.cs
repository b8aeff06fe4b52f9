using System.Text.Json.Nodes;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;
using Transship.Operator.Rules;
using Transship.Operator.Tasks;
using Transship.Runtime.Generation;

namespace Transship.Operator.Commands.Crds;

/// <summary>A generated manifest and the file that it belongs in.</summary>
internal sealed record GeneratedManifest(string FileName, JsonObject Content)
{
    /// <summary>The manifest as text.</summary>
    public string Yaml => ManifestWriter.ToYaml(Content);
}

/// <summary>All that is generated from the types: the one place that lists them.</summary>
internal static class GeneratedManifests
{
    private static readonly Type[] Entities = [typeof(Endpoint), typeof(ReplicationRule), typeof(ReplicationExecution), typeof(ReplicationTask)];

    private static readonly Type[] Controllers =
        [typeof(EndpointController), typeof(ReplicationRuleController), typeof(ReplicationExecutionController), typeof(ReplicationTaskController)];

    /// <summary>The resource definitions.</summary>
    public static IReadOnlyList<GeneratedManifest> Crds() => [.. Entities.Select(entity =>
    {
        var definition = EntityDefinition.Of(entity);
        return new GeneratedManifest($"{definition.Group}_{definition.Plural}.yaml", CrdGenerator.Generate(entity));
    })];

    /// <summary>The operator's role in the cluster, and its role for the election in its own namespace.</summary>
    public static IReadOnlyList<GeneratedManifest> Roles() =>
    [
        new("role.yaml", RbacGenerator.ClusterRole("manager-role", Controllers)),
        new("leader_election_role.yaml", RbacGenerator.LeaderElectionRole("leader-election-role")),
    ];
}
