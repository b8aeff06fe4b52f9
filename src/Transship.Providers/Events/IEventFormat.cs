namespace Transship.Providers.Events;

/// <summary>How one product tells of events. Pure: the same request always gives the same events.</summary>
public interface IEventFormat
{
    /// <summary>The name that an endpoint gives in <c>spec.events.format</c>.</summary>
    string Name { get; }

    /// <summary>By what deliveries prove that they come from the registry.</summary>
    EventProof Proof { get; }

    /// <summary>Reads a delivery that has proved itself.</summary>
    /// <param name="request">The delivery.</param>
    /// <returns>The pushes and deletions in it, in their order; none for tests, pulls, scans and whatever else products send.</returns>
    /// <exception cref="EventFormatException">It is no delivery of this product.</exception>
    IReadOnlyList<RegistryEvent> Parse(EventRequest request);
}
