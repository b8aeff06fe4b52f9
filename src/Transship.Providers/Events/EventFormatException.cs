namespace Transship.Providers.Events;

/// <summary>A body is no delivery of the product that the endpoint names.</summary>
/// <param name="message">One sentence, with nothing of the body in it.</param>
/// <param name="innerException">What the reader stumbled over.</param>
public sealed class EventFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
