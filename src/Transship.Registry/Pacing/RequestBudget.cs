namespace Transship.Registry.Pacing;

/// <summary>What registries count apart: Docker Hub counts a GET of a manifest as a pull, and nothing else.</summary>
internal enum RequestBudget
{
    /// <summary>Everything else.</summary>
    Other,

    /// <summary>GET of a manifest.</summary>
    Pull,

    /// <summary>Listing of tags and repositories.</summary>
    Listing,
}
