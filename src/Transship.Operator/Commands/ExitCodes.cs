using Transship.Api;

namespace Transship.Operator.Commands;

/// <summary>What the exit code of the program says.</summary>
internal static class ExitCodes
{
    /// <summary>All is done.</summary>
    public const int Success = 0;

    /// <summary>It failed in a way that may heal: try again.</summary>
    public const int Failure = 1;

    /// <summary>The input has to be changed first.</summary>
    public const int BadInput = 2;

    /// <summary>Interrupted by a signal.</summary>
    public const int Interrupted = 130;

    /// <summary>What a reason of the vocabulary means to whoever started the program: change the input, or try again.</summary>
    public static int For(string? reason) => reason is ConditionReasons.InvalidSpec or ConditionReasons.InvalidFilter or ConditionReasons.InvalidReference
        or ConditionReasons.EndpointNotFound or ConditionReasons.SecretNotFound or ConditionReasons.SecretInvalid
        or ConditionReasons.AuthenticationFailed or ConditionReasons.CertificateNotTrusted or ConditionReasons.NotARegistry or ConditionReasons.Unsupported
        ? BadInput : Failure;
}
