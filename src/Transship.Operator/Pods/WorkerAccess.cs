using System.Text.Json;
using Transship.Api;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Operator.Pods;

/// <summary>
/// The account of workers in a namespace, and what it may do: read and patch ReplicationTasks, nothing else. It is there while a run
/// of the namespace works in pods.
/// </summary>
internal sealed class WorkerAccess(IKubernetesClient client) : IDisposable
{
    /// <summary>The name of account, role and binding.</summary>
    public const string Name = "transship-worker";

    /// <summary>Namespaces that are known to have none of it. A process that leads no more ends (L5), so nobody else makes it meanwhile.</summary>
    private readonly HashSet<string> _bare = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Makes sure that the accounts may do what workers do.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="accounts">The accounts of all runs of the namespace.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task EnsureAsync(string ns, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            _bare.Remove(ns);
            if (accounts.Contains(Name))
            {
                await ApplyAsync(new V1ServiceAccount { Metadata = Meta(ns), AutomountServiceAccountToken = false }, cancellationToken);
            }

            await ApplyAsync(new V1Role { Metadata = Meta(ns), Rules = [TaskRule] }, cancellationToken);
            await ApplyAsync(
                new V1RoleBinding
                {
                    Metadata = Meta(ns),
                    RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "Role", Name = Name },
                    Subjects = [.. accounts.Order(StringComparer.Ordinal).Select(account => new V1Subject { Kind = "ServiceAccount", Name = account, Namespace = ns })],
                },
                cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Removes account, role and binding from a namespace, unless somebody else made them.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="isNeeded">Asked again once nothing else changes them.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task RemoveAsync(string ns, Func<bool> isNeeded, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!_bare.Contains(ns) && !isNeeded())
            {
                await DeleteAsync<V1RoleBinding>(ns, cancellationToken);
                await DeleteAsync<V1Role>(ns, cancellationToken);
                await DeleteAsync<V1ServiceAccount>(ns, cancellationToken);
                _bare.Add(ns);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static V1PolicyRule TaskRule => new()
    {
        ApiGroups = [TransshipApi.Group],
        Resources = ["replicationtasks", "replicationtasks/status"],
        Verbs = ["get", "patch"],
    };

    private static V1ObjectMeta Meta(string ns) => new()
    {
        Name = Name,
        Namespace = ns,
        Labels = new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = FieldManagers.Operator },
    };

    private async Task ApplyAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var body = JsonSerializer.SerializeToNode(entity, KubernetesJson.TypeInfo<T>())!.AsObject();
        await client.PatchAsync<T>(entity.Metadata.Name!, entity.Metadata.Namespace, Patch.Apply(body, FieldManagers.Operator), cancellationToken);
    }

    private async Task DeleteAsync<T>(string ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        if (await client.GetAsync<T>(Name, ns, cancellationToken) is { } present
            && present.Metadata.Labels?.GetValueOrDefault("app.kubernetes.io/managed-by") == FieldManagers.Operator)
        {
            await client.DeleteAsync<T>(Name, ns, new DeleteOptions { Uid = present.Metadata.Uid }, cancellationToken);
        }
    }
}
