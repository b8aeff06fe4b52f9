using Microsoft.Extensions.DependencyInjection;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Tests.Controllers;
using Transship.Runtime.Tests.Hosting;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Caching;

public sealed class ServerLoadTests
{
    [Fact]
    public async Task A4_ManyAskForAKind_ItIsListedAndWatchedOnce()
    {
        await using var harness = new OperatorHarness(builder => builder
            .AddController<RecordingController, Widget>(options => options.Name = "one")
            .AddController<RecordingController, Widget>(options => options.Name = "two")
            .AddController<RecordingController, Widget>(options =>
            {
                options.Name = "three";
                options.Watches<Widget>((services, widget) => [NamespacedName.Of(widget)]);
            })
            .AddCache<Widget>());
        await harness.RunAsync();
        Assert.Same(
            harness.Get<InformerRegistry>().Get<Widget>(),
            harness.Services.GetRequiredService<InformerRegistry>().All.Single());
        await Patience.UntilAsync(() => harness.Cluster.OpenWatches == 1);
        Assert.Equal(["list", "watch"], harness.Cluster.Requests.Select(request => request.Verb));
    }

    [Fact]
    public async Task A5_HistoryIsGoneAfterALongOutage_TheCacheCatchesUpDeletionsIncluded()
    {
        await using var harness = new OperatorHarness(builder => builder.AddController<RecordingController, Widget>());
        harness.Cluster.Add(Widget.Named("kept"));
        harness.Cluster.Add(Widget.Named("gone"));
        await harness.RunAsync();
        await Patience.UntilAsync(() => harness.Cluster.OpenWatches == 1);
        var isDown = true;
        harness.Cluster.Before = (_, _) => Volatile.Read(ref isDown) ? throw Failures.Unreachable() : Task.CompletedTask;
        harness.Cluster.EndWatches(Failures.Unreachable());
        await Patience.UntilAsync(() => harness.Cluster.OpenWatches == 0);
        harness.Cluster.Remove<Widget>("gone");
        harness.Cluster.Add(Widget.Named("new"));
        harness.Cluster.Compact();
        Volatile.Write(ref isDown, false);

        await Patience.UntilAsync(() =>
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            return harness.Get<IEntityCache<Widget>>().List().Select(widget => widget.Metadata.Name!).Order().SequenceEqual(["kept", "new"]);
        });
        Assert.Equal("gone", (await harness.Get<RecordingController>().NextDeletedAsync()).Metadata.Name);
    }
}
