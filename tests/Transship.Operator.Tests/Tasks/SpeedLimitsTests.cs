using Transship.Api;
using Transship.Api.Tasks;
using Transship.Operator.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Tasks;

public sealed class SpeedLimitsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Use_TasksOfOneRule_ShareOneBucket()
    {
        var limits = new SpeedLimits(_time);
        using var first = limits.Use(Task("nightly", "1Mi"));
        using var second = limits.Use(Task("nightly", "1Mi"));

        Assert.Same(first.Buckets.Single(), second.Buckets.Single());
        Assert.Equal(1 << 20, first.Buckets.Single().PerSecond);
    }

    [Fact]
    public void Use_AnotherRuleOrAnEditedLimit_HasItsOwn()
    {
        var limits = new SpeedLimits(_time);
        using var first = limits.Use(Task("nightly", "1Mi"));
        using var other = limits.Use(Task("hourly", "1Mi"));
        using var edited = limits.Use(Task("nightly", "2Mi"));

        Assert.Equal(3, new[] { first, other, edited }.Select(l => l.Buckets.Single()).Distinct().Count());
    }

    [Fact]
    public void Use_LastAttemptEnded_ForgetsTheBucket()
    {
        var limits = new SpeedLimits(_time);
        var first = limits.Use(Task("nightly", "1Mi"));
        first.Dispose();
        first.Dispose();

        using var later = limits.Use(Task("nightly", "1Mi"));
        Assert.NotSame(first.Buckets.Single(), later.Buckets.Single());
    }

    [Fact]
    public void Use_NoLimit_HasNoBucket() => Assert.Empty(new SpeedLimits(_time).Use(Task("nightly", null)).Buckets);

    private static ReplicationTask Task(string rule, string? limit)
    {
        var task = Sample.Task("t", Sample.Execution("e"));
        return task with
        {
            Metadata = task.Metadata with { Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [TransshipApi.RuleLabel] = rule } },
            Spec = task.Spec with { SpeedLimit = limit },
        };
    }
}
