using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Operator.TaskLogs;

/// <summary>A ConfigMap that holds lines of a log: readable with kubectl and plain roles, there after a restart, gone with what owns it.</summary>
internal static class LogMap
{
    /// <summary>The key of the lines.</summary>
    public const string Key = "log";

    /// <summary>The label of the ConfigMaps that hold logs; its value says of what.</summary>
    public const string Label = "transship.io/log";

    /// <summary>Makes the lines of a log what they are now.</summary>
    /// <exception cref="KubernetesException">The API server cannot be reached, or refuses.</exception>
    public static async Task StoreAsync(
        IKubernetesClient client, IKubernetesObject owner, string name, IReadOnlyDictionary<string, string> labels, string lines, CancellationToken cancellationToken)
    {
        var map = new V1ConfigMap
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Namespace = owner.Metadata.Namespace,
                Labels = labels,
                OwnerReferences = [V1OwnerReference.ControllerOf(owner) with { BlockOwnerDeletion = false }],
            },
            Data = new Dictionary<string, string>(StringComparer.Ordinal) { [Key] = lines },
        };
        try
        {
            await client.CreateAsync(map, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            // An earlier write made it, or an owner that had the name before: then it changes its owner.
            var body = new JsonObject
            {
                ["metadata"] = new JsonObject { ["ownerReferences"] = JsonSerializer.SerializeToNode(map.Metadata.OwnerReferences, KubernetesJson.TypeInfo<IReadOnlyList<V1OwnerReference>>()) },
                ["data"] = new JsonObject { [Key] = lines },
            };
            await client.PatchAsync<V1ConfigMap>(name, owner.Metadata.Namespace, Patch.Merge(body) with { FieldManager = FieldManagers.Operator }, cancellationToken);
        }
    }
}
