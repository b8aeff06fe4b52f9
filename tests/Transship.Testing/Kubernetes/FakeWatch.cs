using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Serialization;

namespace Transship.Testing.Kubernetes;

/// <summary>A frame before it is read as a kind.</summary>
internal sealed record FakeFrame(long Version, string Kind, WatchEventType Type, JsonObject Object)
{
    internal WatchEvent<T> As<T>()
        where T : class, IKubernetesObject => new(Type, Object.Deserialize<T>(KubernetesJson.Options), null);
}

/// <summary>An open watch.</summary>
internal sealed class FakeWatch(string kind, WatchQuery query, Action<FakeWatch> closed) : IDisposable
{
    private readonly Channel<FakeFrame> _frames = Channel.CreateUnbounded<FakeFrame>();

    internal ChannelReader<FakeFrame> Frames => _frames.Reader;

    internal void Offer(FakeFrame frame)
    {
        if (frame.Kind == kind && Selection.Matches(frame.Object, query.Namespace, query.LabelSelector))
        {
            OfferAlways(frame);
        }
    }

    internal void OfferAlways(FakeFrame frame) => _frames.Writer.TryWrite(frame);

    internal void End(Exception? how) => _frames.Writer.TryComplete(how);

    public void Dispose() => closed(this);
}
