namespace Transship.Embedded.Objects;

/// <summary>What becomes of fields that the schema does not know, or that appear twice.</summary>
internal enum FieldValidation
{
    /// <summary>They are dropped silently.</summary>
    Ignore,

    /// <summary>They are dropped, the client is warned.</summary>
    Warn,

    /// <summary>The request is refused.</summary>
    Strict,
}
