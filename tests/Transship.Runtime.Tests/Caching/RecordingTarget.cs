using System.Threading.Channels;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Caching;

/// <summary>Writes down what a reflector does, one line each.</summary>
internal sealed class RecordingTarget : IReflectorTarget<Widget>
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    internal int Unheard => _lines.Reader.Count;

    internal Task<string> NextAsync() => _lines.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    public Widget? Find(NamespacedName key) => null;

    public void Replace(string? @namespace, IReadOnlyCollection<Widget> entities) =>
        _lines.Writer.TryWrite($"replace {string.Join(',', entities.Select(Text))}".TrimEnd());

    public void Upsert(Widget entity) => _lines.Writer.TryWrite($"upsert {Text(entity)}");

    public void Remove(Widget final) => _lines.Writer.TryWrite($"remove {Text(final)}");

    private static string Text(Widget widget) => $"{widget.Metadata.Name}@{widget.Metadata.ResourceVersion}";
}
