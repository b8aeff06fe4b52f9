namespace Transship.Embedded.Objects;

/// <summary>How a client wants a write to be done.</summary>
internal sealed record WriteOptions
{
    /// <summary>Who owns the fields that are written.</summary>
    public string FieldManager { get; init; } = "unknown";

    /// <summary>Do all but store.</summary>
    public bool DryRun { get; init; }

    /// <summary>What becomes of fields that the schema does not know.</summary>
    public FieldValidation FieldValidation { get; init; } = FieldValidation.Warn;

    /// <summary>Take over fields of others (apply only).</summary>
    public bool Force { get; init; }

    /// <summary>Receives what the client should be warned of.</summary>
    public List<string> Warnings { get; init; } = [];
}
