namespace Transship.Registry.Pacing;

/// <summary>Small requests never wait behind blobs: a blob may take only part of an endpoint's slots.</summary>
internal enum RequestLane
{
    /// <summary>Manifests, tags, tokens, the start of an upload.</summary>
    Small,

    /// <summary>The bytes of a blob.</summary>
    Bulk,
}
