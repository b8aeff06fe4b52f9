using System.Text.Json.Nodes;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Kinds;

/// <summary>What a built-in kind does beyond its schema.</summary>
internal class KindRules
{
    public static readonly KindRules None = new();

    /// <summary>Fills in what the server decides, before validation.</summary>
    /// <param name="target">The object to be written.</param>
    /// <param name="previous">The stored object; null on creation.</param>
    public virtual void Prepare(JsonObject target, JsonObject? previous)
    {
    }

    /// <summary>Checks what a schema cannot say.</summary>
    /// <param name="target">The object to be written.</param>
    /// <param name="previous">The stored object; null on creation.</param>
    public virtual IEnumerable<FieldError> Validate(JsonObject target, JsonObject? previous) => [];

    /// <summary>Turns the stored form into the one that this version shows; the argument may be changed.</summary>
    public virtual JsonObject FromStored(JsonObject stored) => stored;

    /// <summary>Turns the form of this version into the stored one; the argument may be changed.</summary>
    public virtual JsonObject ToStored(JsonObject shown) => shown;

    /// <summary>Whether the stored form is the one that is shown.</summary>
    public virtual bool IsStoredForm => true;
}
