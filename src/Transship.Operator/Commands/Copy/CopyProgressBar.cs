using Spectre.Console;
using Transship.Registry.Copying;

namespace Transship.Operator.Commands.Copy;

/// <summary>Draws the bytes of a copy on a terminal; says nothing where nobody watches.</summary>
internal sealed class CopyProgressBar : IProgress<CopyProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drawing;
    private long _planned;
    private long _moved;

    private CopyProgressBar(string title, bool isVisible) => _drawing = isVisible ? DrawAsync(title) : Task.CompletedTask;

    /// <summary>Begins to draw.</summary>
    public static CopyProgressBar Start(string title) => new(title, Terminal.IsInteractive);

    public void Report(CopyProgress value) => Interlocked.Add(ref value.Kind == CopyProgressKind.Planned ? ref _planned : ref _moved, value.Bytes);

    public async ValueTask DisposeAsync()
    {
        _done.TrySetResult();
        await _drawing;
    }

    private Task DrawAsync(string title) => Terminal.Error.Progress()
        .HideCompleted(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
        .StartAsync(async context =>
        {
            var bar = context.AddTask(Markup.Escape(title), maxValue: 1);
            bar.IsIndeterminate = true;
            while (!_done.Task.IsCompleted)
            {
                if (Interlocked.Read(ref _planned) is > 0 and var planned)
                {
                    bar.IsIndeterminate = false;
                    bar.MaxValue = planned;
                    bar.Value = Interlocked.Read(ref _moved);
                }

                await Task.WhenAny(_done.Task, Task.Delay(Refresh, TimeProvider.System));
            }
        });
}
