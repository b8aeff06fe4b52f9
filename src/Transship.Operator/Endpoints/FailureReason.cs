using Transship.Api;
using Transship.Kubernetes.Client;
using Transship.Providers;
using Transship.Registry.Errors;
using Transship.Replication.Filters;
using Transship.Replication.Retries;

namespace Transship.Operator.Endpoints;

/// <summary>What an error means to a user: a reason of the vocabulary, a sentence, and whether it may heal by itself.</summary>
internal sealed record FailureReason(string Reason, string Message, bool CanHeal, TimeSpan? RetryAfter = null)
{
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(6);

    /// <summary>Whether the registry only asks to come back later: no failure, and no attempt is used up.</summary>
    public bool IsRateLimit => Reason == ConditionReasons.RateLimited;

    /// <summary>When to try again; null for never.</summary>
    /// <param name="attempts">Attempts made so far, the failed one included.</param>
    /// <param name="schedule">How failures are repeated.</param>
    public TimeSpan? DelayAfter(int attempts, RetrySchedule schedule)
    {
        if (IsRateLimit)
        {
            var window = RetryAfter ?? schedule.DelayBefore(2);
            return window < ShortestWindow ? ShortestWindow : window > LongestWindow ? LongestWindow : window;
        }

        return schedule.IsDue(attempts, CanHeal) ? schedule.DelayBefore(attempts + 1) : null;
    }

    /// <summary>Reads an error of the data plane, of the API server, or of a specification.</summary>
    public static FailureReason Of(Exception error) => error switch
    {
        RegistryException e => new FailureReason(e.Kind.ToString(), e.Message, e.IsRetryable, e.RetryAfter),
        FilterTimeoutException e => new FailureReason(ConditionReasons.InvalidFilter, e.Message, CanHeal: false),
        DeclarationException e => new FailureReason(ConditionReasons.InvalidSpec, e.Message, CanHeal: false),
        ReasonedException e => new FailureReason(e.Reason, e.Message, CanHeal: e.Reason is not (ConditionReasons.InvalidSpec or ConditionReasons.InvalidFilter)),
        KubernetesException e => new FailureReason(ConditionReasons.Unavailable, $"The Kubernetes API refused a request: {e.Message}", CanHeal: true, e.RetryAfter),
        _ => new FailureReason(ConditionReasons.InternalError, $"Unexpected {error.GetType().Name}: {error.Message}", CanHeal: true),
    };
}
