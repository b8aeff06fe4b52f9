using System.Net.Http.Headers;

namespace Transship.Registry.Blobs;

/// <summary>A small body that can be sent again.</summary>
internal sealed class MemoryContent : ByteArrayContent
{
    public MemoryContent(ReadOnlyMemory<byte> content, string? mediaType)
        : base(content.ToArray())
    {
        Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);
    }
}
