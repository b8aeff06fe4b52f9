using Transship.Registry.Content;

namespace Transship.Providers.AliAcr;

/// <summary>Tags as both editions list them.</summary>
internal static class AliAcrTags
{
    /// <summary>What a tag stands for; its digest comes with and without the algorithm.</summary>
    public static ListedArtifact Artifact(string tag, string? digest, long? updatedMilliseconds, long? size)
    {
        var full = digest is null || digest.Contains(':', StringComparison.Ordinal) ? digest : "sha256:" + digest;
        return new ListedArtifact(Digest.TryParse(full, out var parsed) ? parsed : null)
        {
            Tags = [tag],
            PushedAt = updatedMilliseconds is { } updated ? DateTimeOffset.FromUnixTimeMilliseconds(updated) : null,
            Size = size,
        };
    }
}
