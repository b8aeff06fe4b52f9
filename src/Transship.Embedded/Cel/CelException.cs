namespace Transship.Embedded.Cel;

/// <summary>An expression that cannot be understood, or that has no value.</summary>
internal sealed class CelException(string message) : Exception(message);
