namespace Transship.Providers;

/// <summary>An address, a region or credentials that are not of the product's form. The message says what is expected, and never holds a secret.</summary>
public sealed class DeclarationException(string message, Exception? innerException = null) : Exception(message, innerException);
