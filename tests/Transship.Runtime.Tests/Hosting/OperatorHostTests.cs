using Microsoft.Extensions.DependencyInjection;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Tests.Controllers;
using Transship.Testing.Kubernetes;

namespace Transship.Runtime.Tests.Hosting;

public sealed class OperatorHostTests
{
    [Fact]
    public async Task Run_ObjectsBeforeAndAfterStart_AreReconciled()
    {
        await using var harness = new OperatorHarness(builder => builder.AddController<RecordingController, Widget>());
        harness.Cluster.Add(Widget.Named("before"));
        await harness.RunAsync();
        var controller = harness.Get<RecordingController>();

        Assert.Equal("before", (await controller.NextAsync()).Metadata.Name);
        harness.Cluster.Add(Widget.Named("after"));
        Assert.Equal("after", (await controller.NextAsync()).Metadata.Name);

        harness.Cluster.Remove<Widget>("before");
        Assert.Equal("before", (await controller.NextDeletedAsync()).Metadata.Name);
        Assert.Null(harness.Get<IEntityCache<Widget>>().Get(new NamespacedName("default", "before")));
    }

    [Fact]
    public async Task Run_NamespacesGiven_OnlyThoseAreWatched()
    {
        await using var harness = new OperatorHarness(
            builder => builder.AddController<RecordingController, Widget>().AddCache<Zone>(),
            settings =>
            {
                settings.WatchNamespaces.Add("one");
                settings.WatchNamespaces.Add("two");
            });
        harness.Cluster.Add(Widget.Named("a", @namespace: "one"));
        harness.Cluster.Add(Widget.Named("b", @namespace: "two"));
        harness.Cluster.Add(Widget.Named("c", @namespace: "three"));
        await harness.RunAsync();

        Assert.Equal(["a", "b"], harness.Get<IEntityCache<Widget>>().List().Select(widget => widget.Metadata.Name!).Order());
        var lists = harness.Cluster.Requests.Where(request => request.Verb == "list").Select(request => (request.Kind, request.Namespace));
        Assert.Equal([("Widget", "one"), ("Widget", "two"), ("Zone", null)], lists.Order());
    }
}
