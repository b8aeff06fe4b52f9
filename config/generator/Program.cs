using System.Text.Json.Nodes;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Commands;
using Transship.Operator.Commands.Crds;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;
using Transship.Operator.Rules;
using Transship.Operator.Tasks;
using Transship.Runtime.Generation;

namespace Transship.Generator;

/// <summary>Writes below a folder: the resource definitions (crds), the operator's roles (roles) and the reference of fields and commands (reference).</summary>
internal static class Program
{
    private static readonly Type[] Entities = [typeof(Endpoint), typeof(ReplicationRule), typeof(ReplicationExecution), typeof(ReplicationTask)];

    private static readonly Type[] Controllers =
        [typeof(EndpointController), typeof(ReplicationRuleController), typeof(ReplicationExecutionController), typeof(ReplicationTaskController)];

    private static void Main(string[] args)
    {
        var folder = args[0];
        foreach (var entity in Entities)
        {
            var (name, definition) = ($"{EntityDefinition.Of(entity).Group}_{EntityDefinition.Of(entity).Plural}", CrdGenerator.Generate(entity));
            Write(folder, "crds", $"{name}.yaml", ManifestWriter.ToYaml(definition));
            Write(folder, "reference", $"{name}.md", FieldReference.Of(definition));
        }

        Write(folder, "reference", "command-line.md", CommandReference.Of(new TransshipCommand()));
        WriteRole(folder, "role.yaml", RbacGenerator.ClusterRole("manager-role", Controllers));
        WriteRole(folder, "leader_election_role.yaml", RbacGenerator.LeaderElectionRole("leader-election-role"));
    }

    private static void WriteRole(string folder, string file, JsonObject role) => Write(folder, "roles", file, ManifestWriter.ToYaml(role));

    private static void Write(string folder, string kind, string file, string text)
    {
        Directory.CreateDirectory(Path.Combine(folder, kind));
        File.WriteAllText(Path.Combine(folder, kind, file), text);
    }
}
