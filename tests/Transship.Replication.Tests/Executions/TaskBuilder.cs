using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;

namespace Transship.Replication.Tests.Executions;

/// <summary>Tasks as the summaries see them.</summary>
internal static class TaskBuilder
{
    public static ReplicationTask Task(ReplicationTaskStatus? status = null, int artifacts = 1, string repository = "library/app") => new()
    {
        Metadata = new V1ObjectMeta { Name = "task" },
        Spec = new ReplicationTaskSpec
        {
            Source = new RepositoryReference { EndpointRef = new LocalReference { Name = "hub" }, Repository = repository },
            Destination = new RepositoryReference { EndpointRef = new LocalReference { Name = "edge" }, Repository = repository },
            Artifacts = [.. Enumerable.Range(0, artifacts).Select(i => new TaskArtifact { Tag = $"t{i}", Digest = "sha256:0" })],
        },
        Status = status,
    };

    public static ReplicationTask Task(ExecutionPhase phase) => Task(new ReplicationTaskStatus { Phase = phase });
}
