namespace Transship.Registry.Blobs;

/// <summary>An upload that the registry has open for us. The location changes with every answer. quirk 5</summary>
internal sealed class UploadSession(string repository, Uri location, long? minimumChunk)
{
    public string Repository => repository;

    public Uri Location { get; set; } = location;

    /// <summary>OCI-Chunk-Min-Length, in bytes. quirk 23</summary>
    public long? MinimumChunk => minimumChunk;
}
