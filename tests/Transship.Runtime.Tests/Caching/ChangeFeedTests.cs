using System.Threading.Channels;
using Transship.Runtime.Caching;
using Transship.Runtime.Tests.Logging;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Caching;

public sealed class ChangeFeedTests : IAsyncDisposable
{
    private readonly Channel<EntityChange<Widget>> _heard = Channel.CreateUnbounded<EntityChange<Widget>>();
    private readonly ManualResetEventSlim _open = new(true);
    private readonly ChangeFeed<Widget> _feed;

    public ChangeFeedTests() => _feed = new ChangeFeed<Widget>(
        change =>
        {
            _heard.Writer.TryWrite(change);
            _open.Wait();
        },
        new RecordingLogger());

    public async ValueTask DisposeAsync()
    {
        _open.Set();
        await _feed.DisposeAsync();
        _open.Dispose();
    }

    [Fact]
    public async Task Post_HandlerIsBusy_ChangesOfAKeyBecomeTheirSum()
    {
        await BlockAsync();
        var (one, nine) = (Widget.Named("a", "1"), Widget.Named("a", "9"));
        for (var version = 1; version < 9; version++)
        {
            _feed.Post(Updated(Widget.Named("a", version.ToString()), Widget.Named("a", (version + 1).ToString())));
        }

        Assert.Equal(1, _feed.Waiting);
        _open.Set();
        Assert.Equal(Updated(one, nine), await NextAsync());
    }

    [Fact]
    public async Task Post_NameUsedAgainMeanwhile_TellsOfBoth()
    {
        await BlockAsync();
        var old = Widget.Named("a", "1");
        var final = Widget.Named("a", "2");
        var reborn = Widget.Named("a", "3") with { Metadata = Widget.Named("a", "3").Metadata with { Uid = "another" } };
        _feed.Post(Deleted(old, final));
        _feed.Post(Added(reborn));
        _open.Set();

        var (gone, born) = (await NextAsync(), await NextAsync());
        Assert.Equal((ChangeKind.Deleted, final, false), (gone.Kind, gone.Entity, gone.IsStale));
        Assert.Equal((ChangeKind.Added, reborn), (born.Kind, born.Entity));
    }

    [Fact]
    public async Task Post_CameAndWentMeanwhile_IsStillTold()
    {
        await BlockAsync();
        _feed.Post(Added(Widget.Named("a", "1")));
        _feed.Post(Deleted(Widget.Named("a", "1"), Widget.Named("a", "2")));
        _open.Set();

        var change = await NextAsync();
        Assert.Equal((ChangeKind.Deleted, "2"), (change.Kind, change.Entity.Metadata.ResourceVersion));
    }

    /// <summary>Makes the handler hang in a change of another key.</summary>
    private async Task BlockAsync()
    {
        _open.Reset();
        _feed.Post(Added(Widget.Named("blocker", "1")));
        await NextAsync();
    }

    private Task<EntityChange<Widget>> NextAsync() => _heard.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    private static EntityChange<Widget> Added(Widget widget) => new(ChangeKind.Added, null, widget, false, false);

    private static EntityChange<Widget> Updated(Widget old, Widget widget) => new(ChangeKind.Updated, old, widget, false, false);

    private static EntityChange<Widget> Deleted(Widget old, Widget final) => new(ChangeKind.Deleted, old, final, false, false);
}
