using Transship.Registry.Endpoints;

namespace Transship.Providers;

/// <summary>What a vendor publishes of how much may be asked at an address: the defaults of an endpoint's limits.</summary>
/// <param name="Registry">Of the registry; null where nothing is published.</param>
/// <param name="Api">Of the product's own API; null where nothing is published, or there is none.</param>
public sealed record PublishedLimits(EndpointLimits? Registry = null, EndpointLimits? Api = null);
