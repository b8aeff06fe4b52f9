using Spectre.Console;
using Transship.Registry.Copying;

namespace Transship.Operator.Commands.Copy;

/// <summary>Draws the bytes of a copy on a terminal; says nothing where nobody watches.</summary>
internal sealed class CopyProgressBar : IProgress<CopyProgress>, IAsyncDisposable
{
    internal static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drawing;
    private long _planned;
    private long _moved;

    private CopyProgressBar(IAnsiConsole? console, string title, TimeProvider time) =>
        _drawing = console?.Profile.Capabilities is { Interactive: true, Ansi: true } ? DrawAsync(console!, title, time) : Task.CompletedTask;

    /// <summary>Begins to draw; on null it draws nothing.</summary>
    public static CopyProgressBar Start(IAnsiConsole? console, string title, TimeProvider time) => new(console, title, time);

    public void Report(CopyProgress value) => Interlocked.Add(ref value.Kind == CopyProgressKind.Planned ? ref _planned : ref _moved, value.Bytes);

    public async ValueTask DisposeAsync()
    {
        _done.TrySetResult();
        await _drawing;
    }

    private Task DrawAsync(IAnsiConsole console, string title, TimeProvider time) => console.Progress()
        .AutoRefresh(false)
        .AutoClear(true)
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

                context.Refresh();
                await Task.WhenAny(_done.Task, Task.Delay(Refresh, time));
            }
        });
}
