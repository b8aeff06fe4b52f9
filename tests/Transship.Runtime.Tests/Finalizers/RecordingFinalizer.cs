using System.Collections.Concurrent;
using Transship.Runtime.Controllers;
using Transship.Runtime.Finalizers;
using Transship.Testing.Kubernetes;

namespace Transship.Runtime.Tests.Finalizers;

/// <summary>A finalizer that does what a test says.</summary>
internal class RecordingFinalizer : IEntityFinalizer<Widget>
{
    internal Func<Widget, ReconciliationResult<Widget>> OnFinalize { get; set; } = widget => ReconciliationResult<Widget>.Success(widget);

    internal ConcurrentQueue<string> Seen { get; } = new();

    public Task<ReconciliationResult<Widget>> FinalizeAsync(Widget entity, CancellationToken cancellationToken)
    {
        Seen.Enqueue(entity.Metadata.Name!);
        return Task.FromResult(OnFinalize(entity));
    }
}

/// <summary>Another one.</summary>
internal sealed class SecondFinalizer : RecordingFinalizer;
