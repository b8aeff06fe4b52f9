using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Runtime.Writes;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Writes;

public sealed class EntityWriterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeCluster _cluster;
    private readonly EntityWriter _writer;

    public EntityWriterTests()
    {
        _cluster = new FakeCluster(_time);
        _writer = new EntityWriter(_cluster, _time);
    }

    [Fact]
    public async Task W1_LostRace_AppliesTheIntentToTheNewestState()
    {
        var stale = _cluster.Add(Widget.Named("a", size: 1));
        _cluster.Change<Widget>("a", widget => widget with { Spec = widget.Spec with { Secret = "theirs" } });

        var stored = await _writer.ModifyAsync(stale, widget => widget with { Spec = widget.Spec with { Size = 2 } }, default); // no pause: the clock stands still
        Assert.Equal(new WidgetSpec { Size = 2, Secret = "theirs" }, stored!.Spec);
        var updates = _cluster.Requests.Where(request => request.Verb == "update");
        Assert.Equal(2, updates.Count());
    }

    [Fact]
    public async Task W1_FiveRacesLost_TheKeyGoesBackToTheQueue()
    {
        var stored = _cluster.Add(Widget.Named("a"));
        _cluster.Before = (request, _) => request.Verb == "update" ? throw Failures.Conflict() : Task.CompletedTask;
        var modify = _writer.ModifyAsync(stored, widget => widget with { Spec = new WidgetSpec { Size = 2 } }, default);
        for (var pause = 0; pause < 3; pause++)
        {
            await _time.PassAsync(TimeSpan.FromMilliseconds(10));
        }

        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => modify)).IsConflict);
        Assert.Equal(5, _cluster.Writes.Count());
    }

    [Fact]
    public async Task W1_NothingToChange_WritesNothing()
    {
        var stored = _cluster.Add(Widget.Named("a"));
        Assert.Same(stored, await _writer.ModifyAsync(stored, widget => widget, default));
        Assert.Empty(_cluster.Writes);
    }

    [Fact]
    public async Task W1_ObjectWasReplacedByAnother_IsLeftAlone()
    {
        var stale = _cluster.Add(Widget.Named("a", size: 1));
        _cluster.Remove<Widget>("a");
        _cluster.Add(Widget.Named("a", size: 7));
        Assert.Null(await _writer.ModifyAsync(stale, widget => widget with { Spec = new WidgetSpec { Size = 2 } }, default));
        Assert.Equal(7, _cluster.Peek<Widget>("a")!.Spec.Size);
    }

    [Fact]
    public async Task W7_ChildExistsAndIsOurs_IsAdopted()
    {
        var owner = _cluster.Add(Widget.Named("owner"));
        var first = await _writer.CreateChildAsync(Child(owner), owner, default);
        var second = await _writer.CreateChildAsync(Child(owner), owner, default);
        Assert.Equal(first.Metadata.Uid, second.Metadata.Uid);
        Assert.Single(_cluster.PeekAll<Part>());
    }

    [Fact]
    public async Task W7_NameBelongsToSomebodyElse_IsReported()
    {
        var owner = _cluster.Add(Widget.Named("owner"));
        _cluster.Add(Child(owner) with { Metadata = new V1ObjectMeta { Name = "part", Namespace = "default" } });
        var error = await Assert.ThrowsAsync<OwnershipException>(() => _writer.CreateChildAsync(Child(owner), owner, default));
        Assert.Contains("Part default/part exists and does not belong to Widget default/owner", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task W7_GeneratedName_IsRefused()
    {
        var owner = _cluster.Add(Widget.Named("owner"));
        var child = Child(owner) with { Metadata = Child(owner).Metadata with { Name = null, GenerateName = "part-" } };
        await Assert.ThrowsAsync<ArgumentException>(() => _writer.CreateChildAsync(child, owner, default));
    }

    [Fact]
    public async Task W8_CacheDoesNotShowTheChildYet_ASecondReconcileMakesNoSecondChild()
    {
        // The reconcile decides by a cache that is empty both times: the deterministic name is what keeps it right.
        var owner = _cluster.Add(Widget.Named("owner"));
        for (var reconcile = 0; reconcile < 2; reconcile++)
        {
            await _writer.CreateChildAsync(Child(owner), owner, default);
        }

        Assert.Single(_cluster.PeekAll<Part>());
    }

    [Fact]
    public async Task W9_Delete_CarriesUidAndWhereItMattersTheVersion()
    {
        var seen = _cluster.Add(Widget.Named("a"));
        _cluster.Change<Widget>("a", widget => widget with { Spec = new WidgetSpec { Size = 2 } });
        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => _writer.DeleteAsync(seen, true, DeletePropagation.Background, default))).IsConflict);
        Assert.True(await _writer.DeleteAsync(seen, false, DeletePropagation.Background, default));

        _cluster.Add(Widget.Named("a"));
        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => _writer.DeleteAsync(seen, false, DeletePropagation.Background, default))).IsConflict);
        Assert.NotNull(_cluster.Peek<Widget>("a"));
    }

    [Fact]
    public async Task L11_TwoLeadBriefly_NeitherLosesTheOthersWriteNorMakesASecondChild()
    {
        var (old, current) = (_writer, new EntityWriter(_cluster, _time));
        var seen = _cluster.Add(Widget.Named("a"));
        await current.ModifyAsync(seen, widget => widget with { Spec = widget.Spec with { Size = 2 } }, default);
        await old.ModifyAsync(seen, widget => widget with { Spec = widget.Spec with { Secret = "old" } }, default);
        await Task.WhenAll(current.CreateChildAsync(Child(seen), seen, default), old.CreateChildAsync(Child(seen), seen, default));

        Assert.Equal(new WidgetSpec { Size = 2, Secret = "old" }, _cluster.Peek<Widget>("a")!.Spec);
        Assert.Single(_cluster.PeekAll<Part>());
    }

    [Fact]
    public async Task F6_OwnerInAnotherNamespace_IsRefused()
    {
        var owner = _cluster.Add(Widget.Named("owner", @namespace: "elsewhere"));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _writer.CreateChildAsync(Child(owner), owner, default));
        Assert.Contains("another namespace", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F6_ClusterScopedOwner_IsFine()
    {
        var owner = _cluster.Add(new Zone { Metadata = new V1ObjectMeta { Name = "zone" } });
        Assert.NotNull(await _writer.CreateChildAsync(Child(owner), owner, default));
    }

    [Fact]
    public async Task F6_TwoControllers_AreRefused()
    {
        var (one, two) = (_cluster.Add(Widget.Named("one")), _cluster.Add(Widget.Named("two")));
        var child = Child(one) with
        {
            Metadata = Child(one).Metadata with { OwnerReferences = [V1OwnerReference.ControllerOf(one), V1OwnerReference.ControllerOf(two)] },
        };
        await Assert.ThrowsAsync<ArgumentException>(() => _writer.CreateChildAsync(child, one, default));
    }

    private static Part Child(Transship.Kubernetes.Entities.IKubernetesObject owner) => new()
    {
        Metadata = new V1ObjectMeta { Name = "part", Namespace = "default", OwnerReferences = [V1OwnerReference.ControllerOf(owner)] },
    };
}
