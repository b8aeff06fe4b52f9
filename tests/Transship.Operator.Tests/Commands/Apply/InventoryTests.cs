using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Manifests;
using Transship.Kubernetes.Models;
using Transship.Operator.Commands.Apply;
using Transship.Operator.Endpoints;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Commands.Apply;

public sealed class InventoryTests
{
    private static readonly ReplicationRuleSpec Rule = new() { Source = new RuleSource { EndpointRef = new LocalReference { Name = "kept" } }, Destinations = [] };

    private readonly FakeTimeProvider _time = new();
    private readonly FakeCluster _cluster;
    private readonly Inventory _inventory;

    public InventoryTests()
    {
        _cluster = new FakeCluster(_time);
        _inventory = new Inventory(_cluster, "mine", "default", _time);
    }

    [Theory]
    [InlineData("kind: Secret\nmetadata: {name: s}", "f:1: an inventory holds endpoints and rules only, no Secret.")]
    [InlineData("kind: Endpoint\nmetadata:\n  name: e\n  namespace: other", "f:4: an inventory holds objects of one namespace, here 'default', not of 'other'.")]
    public void Mark_WhatItCannotHold_IsToldWithItsPlace(string manifest, string problem) =>
        Assert.Equal([problem], _inventory.Mark(ManifestReader.Parse(manifest, "f")));

    [Fact]
    public void Mark_Endpoint_KeepsItsOwnLabels()
    {
        var manifest = ManifestReader.Parse("kind: Endpoint\nmetadata: {name: e, labels: {team: a}}", "f").Single();

        Assert.Empty(_inventory.Mark([manifest]));

        Assert.Equal("""{"team":"a","transship.io/inventory":"mine"}""", manifest.Content["metadata"]!["labels"]!.ToJsonString());
    }

    [Fact]
    public async Task Prune_RulesAndEndpoints_RemovesItsOwnThatAreNotKeptRulesFirst()
    {
        Add("kept", "mine");
        Add("stale", "mine");
        Add("foreign", "theirs");
        Add("by-hand", null);
        _cluster.Add(new ReplicationRule { Metadata = Meta("stale-rule", "mine"), Spec = Rule });

        var removed = await _inventory.PruneAsync(ManifestReader.Parse("kind: Endpoint\nmetadata: {name: kept}", "f"), _time.GetUtcNow(), CancellationToken.None).ToListAsync();

        Assert.Equal(["ReplicationRule stale-rule", "Endpoint stale"], removed);
        Assert.Equal(["by-hand", "foreign", "kept"], _cluster.PeekAll<Endpoint>().Select(e => e.Metadata.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Prune_RuleThatDoesNotGo_SaysWhatToLookAt()
    {
        _cluster.Add(new ReplicationRule { Metadata = Meta("busy", "mine") with { Finalizers = ["transship.io/stop-runs"] }, Spec = Rule });

        var error = await Assert.ThrowsAsync<ReasonedException>(async () => await _inventory.PruneAsync([], _time.GetUtcNow(), CancellationToken.None).ToListAsync());

        Assert.Equal(ConditionReasons.DeadlineExceeded, error.Reason);
        Assert.StartsWith("ReplicationRule 'busy' is still being deleted", error.Message, StringComparison.Ordinal);
    }

    private void Add(string name, string? inventory) => _cluster.Add(new Endpoint { Metadata = Meta(name, inventory), Spec = new EndpointSpec { Type = "docker-registry" } });

    private static V1ObjectMeta Meta(string name, string? inventory) => new()
    {
        Name = name,
        Namespace = "default",
        Labels = inventory is null ? null : new Dictionary<string, string> { [TransshipApi.InventoryLabel] = inventory },
    };
}
