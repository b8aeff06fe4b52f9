using Transship.Api.Tasks;

namespace Transship.Operator.Tasks;

/// <summary>Names the tasks that copy the same stretch of a source repository to several destinations: they read together.</summary>
internal static class TaskGroup
{
    /// <summary>The group of a task.</summary>
    public static string Of(ReplicationTask task) =>
        $"{task.Metadata.Namespace}/{task.Spec.ExecutionRef.Name}/{task.Spec.Source.EndpointRef.Name}/{task.Spec.Source.Repository}/{task.Spec.Chunk}";
}
