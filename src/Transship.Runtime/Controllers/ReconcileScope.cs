using System.Collections;
using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Controllers;

/// <summary>What every log line of a reconcile carries.</summary>
internal sealed class ReconcileScope(string controller, NamespacedName key, long? generation) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _values =
    [
        new("controller", controller),
        new("namespace", key.Namespace),
        new("name", key.Name),
        new("generation", generation),
        new("reconcileID", Guid.NewGuid()),
    ];

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(' ', _values.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={pair.Value}"));
}
