using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Models;
using Transship.Testing.Http;
using Transship.Testing.Time;

namespace Transship.Kubernetes.Tests.Client;

/// <summary>A client, the scripted server that it talks to, and a clock that stands still.</summary>
public abstract class ClientFixture : IAsyncLifetime
{
    protected const string Path = "/apis/example.org/v1/namespaces/default/gadgets";
    protected const string Everywhere = "/apis/example.org/v1/gadgets";

    protected static CancellationToken None => CancellationToken.None;

    protected FakeTimeProvider Clock { get; } = new();

    protected ScriptedServer Server { get; private set; } = null!;

    protected KubernetesClientConfig Config => new() { Server = Server.Address };

    protected KubernetesClient Client { get; set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Server = await ScriptedServer.StartAsync();
        Client = new KubernetesClient(Config, Clock);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Assert.Equal([], Server.Unexpected);
        Assert.Equal(0, Server.Waiting);
    }

    protected static string Json(string name, int size = 1, string version = "1", string @namespace = "default") =>
        $$$"""{"apiVersion":"example.org/v1","kind":"Gadget","metadata":{"name":"{{{name}}}","namespace":"{{{@namespace}}}","resourceVersion":"{{{version}}}"},"spec":{"size":{{{size}}}}}""";

    protected static string Frame(string type, string json) => $$"""{"type":"{{type}}","object":{{json}}}""";

    protected static Gadget Named(string name) => new() { Metadata = new V1ObjectMeta { Name = name }, Spec = new GadgetSpec { Size = 7 } };
}
