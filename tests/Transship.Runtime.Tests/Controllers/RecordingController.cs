using System.Collections.Concurrent;
using System.Threading.Channels;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Controllers;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Controllers;

/// <summary>A controller that tells what it was asked, and does what a test says.</summary>
internal sealed class RecordingController : IEntityController<Widget>
{
    private readonly Channel<Widget> _reconciled = Channel.CreateUnbounded<Widget>();
    private readonly Channel<Widget> _deleted = Channel.CreateUnbounded<Widget>();

    internal Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>> OnReconcile { get; set; } =
        (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Success(widget));

    internal Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>> OnDeleted { get; set; } =
        (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Success(widget));

    internal ConcurrentQueue<NamespacedName> Seen { get; } = new();

    internal ConcurrentQueue<NamespacedName> SeenTerminating { get; } = new();

    internal Task<Widget> NextAsync() => _reconciled.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    internal Task<Widget> NextDeletedAsync() => _deleted.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    public async Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancellationToken)
    {
        Seen.Enqueue(NamespacedName.Of(entity));
        _reconciled.Writer.TryWrite(entity);
        return await OnReconcile(entity, cancellationToken);
    }

    public Task<ReconciliationResult<Widget>> TerminatingAsync(Widget entity, CancellationToken cancellationToken)
    {
        SeenTerminating.Enqueue(NamespacedName.Of(entity));
        return Task.FromResult(ReconciliationResult<Widget>.Success(entity));
    }

    public async Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancellationToken)
    {
        _deleted.Writer.TryWrite(entity);
        return await OnDeleted(entity, cancellationToken);
    }
}
