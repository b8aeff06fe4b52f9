using Transship.Api;
using Transship.Kubernetes.Client;
using Transship.Registry.Errors;

namespace Transship.Operator.Endpoints;

/// <summary>What an error means to a user: a reason of the vocabulary, a sentence, and whether it may heal by itself.</summary>
internal sealed record FailureReason(string Reason, string Message, bool CanHeal, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the registry only asks to come back later: no failure, and no attempt is used up.</summary>
    public bool IsRateLimit => Reason == ConditionReasons.RateLimited;

    /// <summary>Reads an error of the data plane, of the API server, or of a specification.</summary>
    public static FailureReason Of(Exception error) => error switch
    {
        RegistryException e => new FailureReason(e.Kind.ToString(), e.Message, e.IsRetryable, e.RetryAfter),
        ReasonedException e => new FailureReason(e.Reason, e.Message, CanHeal: e.Reason is not (ConditionReasons.InvalidSpec or ConditionReasons.InvalidFilter)),
        KubernetesException e => new FailureReason(ConditionReasons.Unavailable, $"The Kubernetes API refused a request: {e.Message}", CanHeal: true, e.RetryAfter),
        _ => new FailureReason(ConditionReasons.InternalError, $"Unexpected {error.GetType().Name}: {error.Message}", CanHeal: true),
    };
}
