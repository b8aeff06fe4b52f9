using System.Threading.Channels;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Queue;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Harness;

/// <summary>A queue that only remembers what was asked for.</summary>
internal sealed class RecordingQueue<TEntity> : IEntityQueue<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly Channel<NamespacedName> _keys = Channel.CreateUnbounded<NamespacedName>();

    public void Enqueue(NamespacedName key, TimeSpan delay = default, bool canWait = false) => _keys.Writer.TryWrite(key);

    /// <summary>The next key that is asked for.</summary>
    public async Task<string> NextAsync() => (await _keys.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit)).Name;

    /// <summary>All keys that were asked for and not taken yet.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_keys.Reader.TryRead(out var key))
        {
            taken.Add(key.Name);
        }

        return taken;
    }
}
