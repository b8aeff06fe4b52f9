using Transship.Registry.Endpoints;

namespace Transship.Registry.Auth;

/// <summary>A bearer token and when to fetch the next one, by our own clock.</summary>
internal sealed record AccessToken(Secret Value, DateTimeOffset RefreshAt);
