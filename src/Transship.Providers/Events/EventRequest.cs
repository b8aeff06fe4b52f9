namespace Transship.Providers.Events;

/// <summary>One delivery, as it came.</summary>
/// <param name="Endpoint">The address of the registry that the delivery is for: what is about another registry is left out.</param>
/// <param name="Header">The first value of a header, by its name in any case; null where there is none.</param>
/// <param name="Body">The body.</param>
public sealed record EventRequest(Uri Endpoint, Func<string, string?> Header, ReadOnlyMemory<byte> Body);
