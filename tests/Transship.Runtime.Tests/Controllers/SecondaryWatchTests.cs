using Microsoft.Extensions.DependencyInjection;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Queue;
using Transship.Runtime.Tests.Hosting;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Controllers;

public sealed class SecondaryWatchTests
{
    [Fact]
    public async Task Q12_OwnedObjectChanges_WakesItsControllerOwner()
    {
        await using var harness = new OperatorHarness(builder => builder.AddController<RecordingController, Widget>(options => options.Owns<Part>()));
        await harness.RunAsync();
        var controller = harness.Get<RecordingController>();
        var owner = harness.Cluster.Add(Widget.Named("owner"));
        await controller.NextAsync();

        harness.Cluster.Add(PartOf(V1OwnerReference.ControllerOf(owner)));
        Assert.Equal("owner", (await controller.NextAsync()).Metadata.Name);
        harness.Cluster.Change<Part>("part", part => part with { Spec = new WidgetSpec { Size = 2 } });
        Assert.Equal("owner", (await controller.NextAsync()).Metadata.Name);
        harness.Cluster.Remove<Part>("part");
        Assert.Equal("owner", (await controller.NextAsync()).Metadata.Name);
    }

    [Theory]
    [InlineData("another uid")]
    [InlineData("not the controller")]
    [InlineData("another kind")]
    [InlineData("another group")]
    public async Task Q12_ObjectOwnedOtherwise_WakesNobody(string how)
    {
        await using var harness = new OperatorHarness(builder => builder.AddController<RecordingController, Widget>(options => options.Owns<Part>()));
        await harness.RunAsync();
        var controller = harness.Get<RecordingController>();
        var (owner, other) = (harness.Cluster.Add(Widget.Named("owner")), harness.Cluster.Add(Widget.Named("other")));
        await controller.NextAsync();
        await controller.NextAsync();
        var reference = V1OwnerReference.ControllerOf(owner);
        harness.Cluster.Add(PartOf(how switch
        {
            "another uid" => reference with { Uid = "of-one-that-was-deleted" },
            "not the controller" => reference with { Controller = null },
            "another kind" => reference with { Kind = "Gadget" },
            _ => reference with { ApiVersion = "other.io/v1" },
        }));
        harness.Cluster.Add(PartOf(V1OwnerReference.ControllerOf(other), "marker"));

        Assert.Equal("other", (await controller.NextAsync()).Metadata.Name);
        Assert.Equal(3, controller.Seen.Count);
    }

    [Fact]
    public async Task Q12_ObjectChangesHands_WakesBothOwners()
    {
        await using var harness = new OperatorHarness(builder => builder.AddController<RecordingController, Widget>(options => options.Owns<Part>()));
        await harness.RunAsync();
        var controller = harness.Get<RecordingController>();
        var (one, two) = (harness.Cluster.Add(Widget.Named("one")), harness.Cluster.Add(Widget.Named("two")));
        await controller.NextAsync();
        await controller.NextAsync();
        harness.Cluster.Add(PartOf(V1OwnerReference.ControllerOf(one)));
        await controller.NextAsync();

        harness.Cluster.Change<Part>("part", part => part with { Metadata = part.Metadata with { OwnerReferences = [V1OwnerReference.ControllerOf(two)] } });
        string?[] woken = [(await controller.NextAsync()).Metadata.Name, (await controller.NextAsync()).Metadata.Name];
        Assert.Equal(["one", "two"], woken.Order());
    }

    [Fact]
    public async Task Q12_MappedObjectChanges_WakesAllThatReferToItThroughAnIndex()
    {
        await using var harness = new OperatorHarness(builder => builder
            .AddCache<Widget>(cache => cache.AddIndex("secret", widget => widget.Spec.Secret is { } secret ? [secret] : []))
            .AddController<RecordingController, Widget>(options => options.Watches<V1Secret>((services, secret) =>
                services.GetRequiredService<IEntityCache<Widget>>().ByIndex("secret", secret.Metadata.Name!).Select(widget => NamespacedName.Of(widget)))));
        foreach (var (name, secret) in ((string, string)[])[("a", "shared"), ("b", "shared"), ("c", "other")])
        {
            harness.Cluster.Add(Widget.Named(name) with { Spec = new WidgetSpec { Secret = secret } });
        }

        await harness.RunAsync();
        var controller = harness.Get<RecordingController>();
        for (var number = 0; number < 3; number++)
        {
            await controller.NextAsync();
        }

        harness.Cluster.Add(new V1Secret { Metadata = new V1ObjectMeta { Name = "shared", Namespace = "default" } });
        string?[] woken = [(await controller.NextAsync()).Metadata.Name, (await controller.NextAsync()).Metadata.Name];
        Assert.Equal(["a", "b"], woken.Order());
    }

    [Fact]
    public async Task Q12_WatchWithADelay_LooksAtChangesMeanwhileTogether()
    {
        var delay = TimeSpan.FromSeconds(1);
        await using var harness = new OperatorHarness(builder => builder
            .AddController<RecordingController, Widget>(options => options.Watches<V1Secret>((_, _) => [new NamespacedName("default", "a")], delay)));
        harness.Cluster.Add(Widget.Named("a"));
        await harness.RunAsync();
        var controller = harness.Get<RecordingController>();
        await controller.NextAsync();

        foreach (var name in (string[])["one", "two"])
        {
            harness.Cluster.Add(new V1Secret { Metadata = new V1ObjectMeta { Name = name, Namespace = "default" } });
            await Patience.UntilAsync(() => harness.Get<InformerRegistry>().Get<V1Secret>().List().Any(secret => secret.Metadata.Name == name));
        }

        Assert.Single(controller.Seen);
        await harness.Time.PassAsync(delay);
        await controller.NextAsync();
        Assert.Equal(2, controller.Seen.Count);
        Assert.Equal(0, harness.Get<QueueRegistry>().For(harness.Get<IControllerRegistration>()).Depth);
    }

    private static Part PartOf(V1OwnerReference owner, string name = "part") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = "default", OwnerReferences = [owner] },
    };
}
