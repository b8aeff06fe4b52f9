using System.Diagnostics;

namespace Transship.Registry.Endpoints;

/// <summary>A value that must never be printed: its text form is always <c>***</c>.</summary>
[DebuggerDisplay("***")]
public readonly struct Secret : IEquatable<Secret>
{
    private readonly string? _value;

    /// <summary>Wraps the value.</summary>
    public Secret(string value) => _value = value;

    /// <summary>True when there is nothing in it.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_value);

    /// <summary>The value itself, for the moment in which it is sent.</summary>
    public string Reveal() => _value ?? "";

    /// <inheritdoc />
    public override string ToString() => "***";

    /// <inheritdoc />
    public bool Equals(Secret other) => string.Equals(Reveal(), other.Reveal(), StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => Reveal().GetHashCode(StringComparison.Ordinal);

    /// <summary>Compares the values.</summary>
    public static bool operator ==(Secret left, Secret right) => left.Equals(right);

    /// <summary>Compares the values.</summary>
    public static bool operator !=(Secret left, Secret right) => !left.Equals(right);
}
