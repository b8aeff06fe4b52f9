using System.Net;
using System.Reflection;
using Transship.Api;
using Transship.Operator.Endpoints;
using Transship.Registry.Errors;
using Transship.Replication.Filters;
using Transship.Replication.Retries;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Endpoints;

public sealed class FailureReasonTests
{
    private static readonly RetrySchedule Schedule = new(TimeSpan.FromMinutes(1), 2, () => 0.5);

    [Fact]
    public void Of_EveryKindOfRegistryError_IsAReasonOfTheVocabulary()
    {
        var vocabulary = typeof(ConditionReasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);
        Assert.All(Enum.GetValues<RegistryErrorKind>(), kind =>
        {
            var error = new RegistryException(kind, "sentence") { RetryAfter = TimeSpan.FromSeconds(7) };
            var reason = FailureReason.Of(error);
            Assert.Contains(reason.Reason, vocabulary);
            Assert.Equal(("sentence", error.IsRetryable, error.RetryAfter), (reason.Message, reason.CanHeal, reason.RetryAfter));
        });
    }

    [Theory]
    [InlineData(ConditionReasons.InvalidSpec, false)]
    [InlineData(ConditionReasons.InvalidFilter, false)]
    [InlineData(ConditionReasons.SecretNotFound, true)]
    [InlineData(ConditionReasons.EndpointNotFound, true)]
    public void Of_SomethingToMend_HealsWhereAnotherObjectIsMissing(string reason, bool canHeal) =>
        Assert.Equal(new FailureReason(reason, "m", canHeal), FailureReason.Of(new ReasonedException(reason, "m")));

    [Fact]
    public void Of_FilterThatTakesTooLong_IsToBeMended()
    {
        var reason = FailureReason.Of(new FilterTimeoutException("spec.filters[0]: tag matches regex x", "v1", TimeSpan.FromSeconds(1), new TimeoutException()));
        Assert.Equal((ConditionReasons.InvalidFilter, false), (reason.Reason, reason.CanHeal));
        Assert.Equal("spec.filters[0]: tag matches regex x took more than 1 s for 'v1': write a simpler expression, or a pattern.", reason.Message);
    }

    [Fact]
    public void Of_ApiServerAndUnforeseen_MayHeal()
    {
        var refused = FailureReason.Of(Failures.Of(HttpStatusCode.Forbidden, "Forbidden", "no secrets for you"));
        Assert.Equal((ConditionReasons.Unavailable, "The Kubernetes API refused a request: no secrets for you", true), (refused.Reason, refused.Message, refused.CanHeal));
        var unforeseen = FailureReason.Of(new InvalidTimeZoneException("odd"));
        Assert.Equal((ConditionReasons.InternalError, "Unexpected InvalidTimeZoneException: odd", true), (unforeseen.Reason, unforeseen.Message, unforeseen.CanHeal));
    }

    [Fact]
    public void DelayAfter_Failures_FollowTheScheduleToItsEnd()
    {
        var outage = new FailureReason(ConditionReasons.Unavailable, "m", CanHeal: true);
        Assert.Equal(TimeSpan.FromMinutes(1), outage.DelayAfter(1, Schedule));
        Assert.Equal(TimeSpan.FromMinutes(2), outage.DelayAfter(2, Schedule));
        Assert.Null(outage.DelayAfter(3, Schedule));
        Assert.Null((outage with { CanHeal = false }).DelayAfter(1, Schedule));
    }
}
