using Transship.Registry.Content;

namespace Transship.Registry.Copying;

/// <summary>Copies what belongs to an artifact without being part of it: its referrers, and cosign's tags.</summary>
internal sealed class AttachmentCopier(CopyRequest request, CopyOptions options, ManifestCopier manifests, DestinationKnowledge knowledge)
{
    private const int MaxDepth = 4;
    private static readonly string[] Suffixes = [".sig", ".att", ".sbom"];

    public async Task CopyAsync(IEnumerable<Digest> subjects, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ConcurrentBlobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(request.DigestTags || request.Referrers ? subjects : [], parallel, async (subject, token) =>
        {
            if (request.DigestTags)
            {
                await Task.WhenAll(Suffixes.Select(s => CopyTagAsync($"{subject.Algorithm}-{subject.Hex}{s}", token)));
            }

            if (request.Referrers)
            {
                await CopyReferrersAsync(subject, 0, token);
            }
        });
    }

    private async Task CopyTagAsync(string tag, CancellationToken cancellationToken)
    {
        var source = await request.Source.ResolveAsync(request.SourceRepository, tag, cancellationToken);
        if (source is null)
        {
            return;
        }

        var there = await request.Destination.ResolveForPushAsync(request.DestinationRepository, tag, cancellationToken);
        if (there?.Digest != source.Digest)
        {
            var manifest = await request.Source.GetManifestAsync(request.SourceRepository, source.Digest.ToString(), cancellationToken);
            await manifests.CopyContentAsync(manifest, cancellationToken);
            await manifests.StoreAsync(manifest, tag, cancellationToken);
        }
    }

    private async Task CopyReferrersAsync(Digest subject, int depth, CancellationToken cancellationToken)
    {
        if (depth >= MaxDepth)
        {
            return;
        }

        var referrers = new List<Descriptor>();
        await foreach (var referrer in request.Source.ListReferrersAsync(request.SourceRepository, subject, cancellationToken))
        {
            referrers.Add(referrer);
        }

        if (referrers.Count == 0)
        {
            return;
        }

        var there = new HashSet<Digest>();
        await foreach (var referrer in request.Destination.ListReferrersAsync(request.DestinationRepository, subject, cancellationToken))
        {
            there.Add(referrer.Digest);
        }

        foreach (var referrer in referrers)
        {
            if (!there.Contains(referrer.Digest))
            {
                await CopyReferrerAsync(subject, referrer, cancellationToken);
            }

            await CopyReferrersAsync(referrer.Digest, depth + 1, cancellationToken);
        }
    }

    private async Task CopyReferrerAsync(Digest subject, Descriptor referrer, CancellationToken cancellationToken)
    {
        var manifest = await request.Source.GetManifestAsync(request.SourceRepository, referrer.Digest.ToString(), cancellationToken);
        await manifests.CopyContentAsync(manifest, cancellationToken);
        var indexed = await manifests.StoreAsync(manifest, manifest.Digest.ToString(), cancellationToken);
        if (!indexed)
        {
            await knowledge.FallbackTags.AddAsync(request.Destination, request.DestinationRepository, subject, manifest, cancellationToken);
        }
    }
}
