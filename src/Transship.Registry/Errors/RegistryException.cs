namespace Transship.Registry.Errors;

/// <summary>The one error that the data plane throws: a kind to decide by, and a sentence to show. Never holds secrets.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>Creates the error.</summary>
    public RegistryException(RegistryErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What went wrong.</summary>
    public RegistryErrorKind Kind { get; }

    /// <summary>The HTTP status, where there was an answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The first error code in the answer's body, such as <c>MANIFEST_UNKNOWN</c>.</summary>
    public string? Code { get; init; }

    /// <summary>When the server wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the same request may succeed later without anybody changing anything.</summary>
    public bool IsRetryable => RetryTable.IsRetryable(Kind);
}
