using Transship.Api;

namespace Transship.Replication.Retries;

/// <summary>What the reasons of failures mean for a repetition.</summary>
public static class FailureReasons
{
    private static readonly HashSet<string> Lasting =
    [
        ConditionReasons.AuthenticationFailed,
        ConditionReasons.PermissionDenied,
        ConditionReasons.InvalidSpec,
        ConditionReasons.InvalidFilter,
        ConditionReasons.ManifestInvalid,
        ConditionReasons.NotARegistry,
        ConditionReasons.NotFound,
        ConditionReasons.SecretInvalid,
        ConditionReasons.Unsupported,
    ];

    /// <summary>Whether the same work may succeed later though nobody changes anything.</summary>
    /// <param name="reason">One word of the vocabulary of condition reasons; an unknown one may heal.</param>
    public static bool CanHeal(string? reason) => reason is null || !Lasting.Contains(reason);
}
