using System.Text.Json;
using Transship.Api.Executions;
using Transship.Kubernetes.Serialization;
using Transship.Replication.Events;

namespace Transship.Replication.Tests.Events;

public sealed class EventResourcesTests
{
    [Fact]
    public void Join_Room_AppendsInOrder()
    {
        var (resources, left) = EventResources.Join([Push("a")], [Push("b"), Deletion("c")]);

        Assert.Equal(["a", "b", "c"], resources!.Select(resource => resource.Tag));
        Assert.Empty(left);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public void Join_PushesExceedTheBound_BecomesARunOfEverything(int present)
    {
        var (resources, left) = EventResources.Join(Many(present, Push), Many(ReplicationExecutionSpec.MaxResources + 1 - present, Push));

        Assert.Null(resources);
        Assert.Empty(left);
    }

    [Fact]
    public void Join_RunOfEverything_HasAllPushesAndNoDeletion()
    {
        var (resources, left) = EventResources.Join(null, [Push("a"), Deletion("b")]);

        Assert.Null(resources);
        Assert.Equal([Deletion("b")], left);
    }

    /// <summary>A run of everything deletes nothing: what was deleted must stay named.</summary>
    [Theory]
    [InlineData(0, 300, 0)]
    [InlineData(0, 300, 300)]
    [InlineData(0, 199, 50)]
    [InlineData(100, 0, 150)]
    [InlineData(100, 150, 1)]
    [InlineData(200, 1, 1)]
    public void Join_DeletionsAmongTooMuch_AreAllNamedInTheEnd(int presentDeletions, int pushes, int deletions)
    {
        IReadOnlyList<ExecutionResource> left = [.. Many(pushes, Push), .. Many(deletions, n => Deletion($"new-{n}"))];
        var all = Many(presentDeletions, Deletion).Concat(left).ToHashSet();
        var executions = new List<IReadOnlyList<ExecutionResource>?>();
        IReadOnlyList<ExecutionResource>? present = Many(presentDeletions, Deletion);
        for (var n = 0; n < 10 && (n == 0 || left.Count > 0); n++)
        {
            (var resources, left) = EventResources.Join(present, left);
            executions.Add(resources);
            present = [];
        }

        Assert.Empty(left);
        Assert.All(executions, resources => Assert.InRange(resources?.Count ?? 1, 1, ReplicationExecutionSpec.MaxResources));
        var named = executions.SelectMany(resources => resources ?? []).ToList();
        Assert.Equal(named.Count, named.Distinct().Count());
        Assert.True(all.Where(resource => resource.Deleted).All(named.Contains));
        Assert.True(executions.Contains(null) || all.SetEquals(named));
    }

    [Fact]
    public void Join_LongNames_StayBelow64KiB()
    {
        var (resources, _) = EventResources.Join([], Many(ReplicationExecutionSpec.MaxResources, n => new ExecutionResource
        {
            Repository = new string('r', 255),
            Tag = $"{n}{new string('t', 120)}",
            Digest = $"sha512:{new string('d', 128)}",
            Event = new string('e', 64),
            Deleted = true,
        }));

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(resources, KubernetesJson.Options).Length, 16 * 1024, 40 * 1024);
    }

    [Fact]
    public void Without_SameEvent_IsLeftOutAndUnnamedOnesStay()
    {
        var unnamed = new ExecutionResource { Repository = "app", Tag = "a" };

        Assert.Equal([Push("b"), unnamed], EventResources.Without([Push("a"), Push("b"), unnamed], [Push("a"), unnamed]));
        Assert.Equal([Push("a")], EventResources.Without([Push("a")], null));
    }

    private static ExecutionResource[] Many(int count, Func<string, ExecutionResource> make) => [.. Enumerable.Range(0, count).Select(n => make($"t{n}"))];

    private static ExecutionResource Push(string tag) => new() { Repository = "app", Tag = tag, Event = $"push-of-{tag}" };

    private static ExecutionResource Deletion(string tag) => new() { Repository = "app", Tag = tag, Event = $"deletion-of-{tag}", Deleted = true };
}
