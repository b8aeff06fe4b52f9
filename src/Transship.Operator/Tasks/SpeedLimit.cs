using Transship.Registry.Pacing;

namespace Transship.Operator.Tasks;

/// <summary>The rates that hold for one attempt, for as long as it lasts.</summary>
/// <param name="buckets">The buckets, none without a limit.</param>
/// <param name="release">Called once, when the attempt ends.</param>
internal sealed class SpeedLimit(IReadOnlyList<TokenBucket> buckets, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>No limit.</summary>
    public static SpeedLimit None => new([], static () => { });

    /// <summary>The buckets.</summary>
    public IReadOnlyList<TokenBucket> Buckets { get; } = buckets;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
