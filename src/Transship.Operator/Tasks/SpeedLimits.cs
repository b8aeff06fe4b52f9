using Transship.Api;
using Transship.Api.Tasks;
using Transship.Operator.Endpoints;
using Transship.Registry.Pacing;

namespace Transship.Operator.Tasks;

/// <summary>
/// The rates of rules: one bucket for all attempts at tasks of a rule, whichever execution they belong to. A run that began before
/// the limit was edited keeps the one that it began with.
/// </summary>
internal sealed class SpeedLimits(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Rule, long BytesPerSecond), Shared> _buckets = [];

    /// <summary>The buckets that hold for an attempt at a task; dispose when it ends.</summary>
    public SpeedLimit Use(ReplicationTask task)
    {
        if (Bandwidth.Parse(task.Spec.SpeedLimit) is not { } bytesPerSecond)
        {
            return SpeedLimit.None;
        }

        var rule = task.Metadata.Labels?.GetValueOrDefault(TransshipApi.RuleLabel) ?? task.Spec.ExecutionRef.Name;
        var key = ($"{task.Metadata.Namespace}/{rule}", bytesPerSecond);
        lock (_lock)
        {
            if (!_buckets.TryGetValue(key, out var shared))
            {
                _buckets[key] = shared = new Shared(new TokenBucket(bytesPerSecond, time));
            }

            shared.Users++;
            return new SpeedLimit([shared.Bucket], () => Release(key));
        }
    }

    private void Release((string Rule, long BytesPerSecond) key)
    {
        lock (_lock)
        {
            if (--_buckets[key].Users == 0)
            {
                _buckets.Remove(key);
            }
        }
    }

    private sealed class Shared(TokenBucket bucket)
    {
        public TokenBucket Bucket { get; } = bucket;

        public int Users { get; set; }
    }
}
