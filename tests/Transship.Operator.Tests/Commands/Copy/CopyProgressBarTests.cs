using Transship.Operator.Commands.Copy;
using Transship.Operator.Tests.Harness;
using Transship.Registry.Copying;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Commands.Copy;

public sealed class CopyProgressBarTests
{
    private const string EraseThreeLines = "\r\e[2K\e[1A\e[2K\e[1A\e[2K";
    private const string ShowCursor = "\e[?25h";

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Terminal_BytesMove_TheBarSaysHowManyOfHowMany()
    {
        var screen = Screen.Terminal();
        await using var bar = CopyProgressBar.Start(screen.Console, "team/app:[1]", _time);
        await _time.WhenWaitingAsync(CopyProgressBar.Refresh).WaitAsync(Patience.Limit);
        Assert.Contains("team/app:[1]", screen.Take(), StringComparison.Ordinal);

        bar.Report(new CopyProgress(CopyProgressKind.Planned, 4_000_000));
        bar.Report(new CopyProgress(CopyProgressKind.Transferred, 1_000_000));
        await RefreshAsync();
        Assert.Contains("1.0/3.8 MB", screen.Take(), StringComparison.Ordinal);

        bar.Report(new CopyProgress(CopyProgressKind.Skipped, 2_000_000));
        await RefreshAsync();
        Assert.Contains("2.9/3.8 MB", screen.Take(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_BytesMove_TheBarSaysHowFastAndHowLongItWillTake()
    {
        var screen = Screen.Terminal();
        await using var bar = CopyProgressBar.Start(screen.Console, "team/app:1", _time);
        await _time.WhenWaitingAsync(CopyProgressBar.Refresh).WaitAsync(Patience.Limit);
        bar.Report(new CopyProgress(CopyProgressKind.Planned, 400_000_000));
        for (var i = 0; i < 5; i++)
        {
            bar.Report(new CopyProgress(CopyProgressKind.Transferred, 1_000_000));
            await RefreshAsync();
        }

        Assert.Matches("[0-9.]+ [KMG]?B/s +[0-9]{2}:[0-9]{2}:[0-9]{2}", screen.Take());
    }

    [Fact]
    public async Task Terminal_CopyEnds_TheBarIsGone()
    {
        var screen = Screen.Terminal();
        var bar = CopyProgressBar.Start(screen.Console, "team/app:1", _time);
        await _time.WhenWaitingAsync(CopyProgressBar.Refresh).WaitAsync(Patience.Limit);
        await bar.DisposeAsync();
        await bar.DisposeAsync();
        Assert.EndsWith(EraseThreeLines + ShowCursor, screen.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipe_BytesMove_NothingIsWritten()
    {
        var screen = Screen.Pipe();
        await using (var bar = CopyProgressBar.Start(screen.Console, "team/app:1", _time))
        {
            bar.Report(new CopyProgress(CopyProgressKind.Planned, 4_000_000));
        }

        Assert.Empty(screen.Raw);
        Assert.Empty(_time.Pending);
    }

    private async Task RefreshAsync()
    {
        await _time.PassAsync(CopyProgressBar.Refresh);
        await _time.WhenWaitingAsync(CopyProgressBar.Refresh).WaitAsync(Patience.Limit);
    }
}
