using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Registry.Platforms;

/// <summary>Which images of an index are wanted: <c>os/architecture[/variant]</c>, as docker and kubectl write it.</summary>
internal sealed class PlatformFilter
{
    private const string ReferenceAnnotation = "vnd.docker.reference.digest";

    private readonly IReadOnlyList<string[]> _wanted;

    public PlatformFilter(IReadOnlyList<string> platforms)
    {
        _wanted = [.. platforms.Select(p => p.Split('/'))];
        if (_wanted.FirstOrDefault(w => w.Length is < 2 or > 3 || w.Contains("", StringComparer.Ordinal)) is { } wrong)
        {
            throw new RegistryException(RegistryErrorKind.InvalidReference, $"'{string.Join('/', wrong)}' is not a platform; expected os/architecture or os/architecture/variant.");
        }
    }

    public bool WantsAll => _wanted.Count == 0;

    /// <summary>The children that are wanted, with the attestations that BuildKit files under them.</summary>
    public IReadOnlyList<Descriptor> Select(Manifest index)
    {
        if (WantsAll)
        {
            return index.Children;
        }

        var kept = index.Children.Where(c => c.Platform is not null && _wanted.Any(w => Matches(w, c.Platform))).Select(c => c.Digest.ToString()).ToHashSet(StringComparer.Ordinal);
        return kept.Count == 0
            ? throw new RegistryException(RegistryErrorKind.NotFound,
                $"The index {index.Digest} has no image for {string.Join(", ", _wanted.Select(w => string.Join('/', w)))}; it has {string.Join(", ", index.Children.Where(c => c.Platform is not null).Select(c => c.Platform!.ToString()).Distinct(StringComparer.Ordinal))}.")
            : [.. index.Children.Where(c => kept.Contains(c.Digest.ToString()) || (c.Annotations?.GetValueOrDefault(ReferenceAnnotation) is { } of && kept.Contains(of)))];
    }

    private static bool Matches(string[] wanted, Platform platform) =>
        wanted[0] == platform.Os && wanted[1] == platform.Architecture && (wanted.Length == 2 || wanted[2] == Variant(platform));

    // The variant that arm64 always has is usually left out.
    private static string? Variant(Platform platform) => platform.Variant ?? (platform.Architecture == "arm64" ? "v8" : null);
}
