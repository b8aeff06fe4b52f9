using System.Text.Json.Nodes;
using Transship.Embedded.Errors;
using Transship.Embedded.Http;
using Transship.Embedded.Kinds;
using Transship.Embedded.Selectors;
using Transship.Embedded.Storage;
using Transship.Testing.Time;

namespace Transship.Embedded.Tests.Http;

public sealed class SnapshotsTests : IDisposable
{
    private static readonly ResourceKind Kind = BuiltInKinds.All().First(kind => kind.Plural == "configmaps");

    private readonly FakeTimeProvider _time = new();
    private readonly ObjectStore _store = new(100, null);
    private readonly ObjectFilter _all = new(Kind, "", LabelSelector.Parse(null), FieldSelector.Parse(null, Kind));

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A5_Next_AfterFiveMinutes_Gets410WithATokenToGoOn()
    {
        var snapshots = new Snapshots(_store, _time);
        var first = First(snapshots, "a", "b", "c");
        Write("d");
        _time.Advance(TimeSpan.FromMinutes(6));

        var expired = Assert.Throws<ApiException>(() => snapshots.Next(first.Continue!, _all, 2));
        var rest = snapshots.Next(expired.ContinueToken!, _all, 10);

        Assert.Equal(410, expired.Code);
        Assert.Equal("Expired", expired.Reason);
        Assert.Equal(["c", "d"], rest.Items.Select(item => item.Meta.Name));
        Assert.Equal(4, rest.Version);
    }

    [Fact]
    public void A5_Next_InTime_IsOfTheFirstPagesVersion()
    {
        var snapshots = new Snapshots(_store, _time);
        var first = First(snapshots, "a", "b", "c");
        Write("d");
        _time.Advance(TimeSpan.FromMinutes(4));

        var rest = snapshots.Next(first.Continue!, _all, 10);

        Assert.Equal(1, first.Remaining);
        Assert.Equal(["c"], rest.Items.Select(item => item.Meta.Name));
        Assert.Equal(first.Version, rest.Version);
        Assert.Null(rest.Continue);
    }

    [Fact]
    public void Next_ManyListsAtOnce_KeepsABoundedNumber()
    {
        var snapshots = new Snapshots(_store, _time);
        var oldest = First(snapshots, "a", "b", "c");
        for (var i = 0; i < 100; i++)
        {
            _ = First(snapshots, $"x{i}");
        }

        Assert.Equal(410, Assert.Throws<ApiException>(() => snapshots.Next(oldest.Continue!, _all, 2)).Code);
    }

    private ListPage First(Snapshots snapshots, params string[] names)
    {
        foreach (var name in names)
        {
            Write(name);
        }

        var (items, version) = _store.List("configmaps");
        return snapshots.First(_all, items, version, 2);
    }

    private void Write(string name) => _store.Write(
        new ObjectKey("configmaps", "default", name),
        0,
        new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" } });
}
