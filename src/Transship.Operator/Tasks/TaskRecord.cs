using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Serialization;
using Transship.Operator.Executions;

namespace Transship.Operator.Tasks;

/// <summary>
/// One task as the API server stores it, for those who take turns in writing its status: workers, and the operator when they are gone. Each
/// write says which version it is based on, so that a worker that was given up can never overwrite what the operator or its successor
/// wrote; and it replaces lists as a whole, because Kubernetes 1.20 leaves parts of conditions that an apply removes to whoever created the task.
/// </summary>
internal sealed class TaskRecord
{
    /// <summary>How long a worker waits for an API server that is away.</summary>
    public static readonly TimeSpan WorkerPatience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly IKubernetesClient _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;

    private TaskRecord(IKubernetesClient client, TimeProvider time, TimeSpan patience, ReplicationTask task) =>
        (_client, _time, _patience, Task) = (client, time, patience, task);

    /// <summary>The newest state that is known.</summary>
    public ReplicationTask Task { get; private set; }

    /// <summary>Reads a task; null when there is none.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long an API server that is away is waited for.</param>
    /// <param name="key">Namespace and name.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="KubernetesException">The API server did not answer for that long.</exception>
    public static async Task<TaskRecord?> ReadAsync(
        IKubernetesClient client, TimeProvider time, TimeSpan patience, NamespacedName key, CancellationToken cancellationToken)
    {
        var task = await PersistAsync(time, patience, token => client.GetAsync<ReplicationTask>(key.Name, key.Namespace, token), cancellationToken);
        return task is null ? null : new TaskRecord(client, time, patience, task);
    }

    /// <summary>Looks at the task again.</summary>
    /// <returns>False when it is gone, or somebody else ended it.</returns>
    /// <exception cref="KubernetesException">The API server did not answer.</exception>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var stored = await _client.GetAsync<ReplicationTask>(Task.Metadata.Name!, Task.Metadata.Namespace, cancellationToken);
        if (stored is null || stored.Metadata.Uid != Task.Metadata.Uid)
        {
            return false;
        }

        Task = stored;
        return !stored.HasEnded();
    }

    /// <summary>Writes a status.</summary>
    /// <param name="status">The status for the state of the task, null to leave it; asked again when that has changed.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>False when nothing was written: the task is gone, somebody else ended it, or it is to be left.</returns>
    /// <exception cref="KubernetesException">The API server did not answer for as long as it is waited for.</exception>
    public Task<bool> WriteAsync(Func<ReplicationTask, ReplicationTaskStatus?> status, CancellationToken cancellationToken) => PersistAsync(
        _time,
        _patience,
        async token =>
        {
            while (!Task.HasEnded() && status(Task) is { } next)
            {
                try
                {
                    Task = await _client.PatchAsync<ReplicationTask>(Task.Metadata.Name!, Task.Metadata.Namespace, Patch(next), token);
                    return true;
                }
                catch (KubernetesException e) when (e.IsNotFound)
                {
                    return false;
                }
                catch (KubernetesException e) when (e.IsConflict)
                {
                    if (!await RefreshAsync(token))
                    {
                        return false;
                    }
                }
            }

            return false;
        },
        cancellationToken);

    private Patch Patch(ReplicationTaskStatus status)
    {
        var body = JsonSerializer.SerializeToNode(status, KubernetesJson.TypeInfo<ReplicationTaskStatus>())!.AsObject();
        var stored = Task.Status is null ? [] : JsonSerializer.SerializeToNode(Task.Status, KubernetesJson.TypeInfo<ReplicationTaskStatus>())!.AsObject();
        foreach (var field in stored.Select(member => member.Key).Where(field => !body.ContainsKey(field)))
        {
            body[field] = null;
        }

        var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = Task.Metadata.ResourceVersion }, ["status"] = body };
        return Kubernetes.Client.Patch.Merge(patch) with { Subresource = "status", FieldManager = FieldManagers.Operator };
    }

    /// <summary>What was copied must be written down: an API server that is away for a while is waited for.</summary>
    private static async Task<T> PersistAsync<T>(TimeProvider time, TimeSpan patience, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await request(cancellationToken);
            }
            catch (KubernetesException e) when (MayHeal(e) && time.GetElapsedTime(begun) < patience)
            {
                await System.Threading.Tasks.Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>A role that was just bound is not known to all servers at once.</summary>
    private static bool MayHeal(KubernetesException error) =>
        error.Code is null or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
