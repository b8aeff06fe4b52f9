using System.Runtime.CompilerServices;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.SharedReads;

namespace Transship.Registry.Copying;

/// <summary>
/// Copies artifacts between registries. One instance serves the whole process, so that copies share what they know: each blob
/// is sent once per destination, and mounted wherever else it is needed. Copying is idempotent; after a failure or a stop, copy again.
/// </summary>
public sealed class CopyEngine
{
    private readonly CopyOptions _options;
    private readonly ConditionalWeakTable<IRegistryClient, DestinationKnowledge> _destinations = [];
    private readonly BlobMeetings _meetings;

    /// <summary>Creates the engine.</summary>
    public CopyEngine(CopyOptions? options = null)
    {
        _options = options ?? new CopyOptions();
        _meetings = new BlobMeetings(_options.Time, _options.MeetingPatience);
    }

    /// <summary>
    /// Announces copies of one source repository to one of several destinations, so that the source sends each blob once for all of them.
    /// Waits a moment for the others. Dispose what is returned when the copies have ended.
    /// </summary>
    /// <param name="group">What the copies to the several destinations have in common, and no others: a name of the caller's choice.</param>
    /// <param name="destination">Where these copies go.</param>
    /// <param name="artifacts">The <see cref="CopyRequest.SourceReference"/> of each of them.</param>
    /// <param name="companions">How many other destinations are expected to join; with 0 nobody is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<ReadGroupMember> JoinAsync(string group, IRegistryClient destination, IEnumerable<string> artifacts, int companions, CancellationToken cancellationToken) =>
        _meetings.JoinAsync(group, destination, artifacts, companions, cancellationToken);

    /// <summary>Copies one artifact. A tag at the destination is only ever set when all its content is there.</summary>
    /// <param name="request">What to copy.</param>
    /// <param name="progress">Told of bytes as they flow, from many threads.</param>
    /// <param name="cancellationToken">Stops within a second, in the middle of a blob.</param>
    /// <exception cref="RegistryException">The copy failed; <see cref="RegistryException.IsRetryable"/> says whether later may be better.</exception>
    public async Task<CopyResult> CopyAsync(CopyRequest request, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        var tally = new CopyTally(progress);
        var knowledge = _destinations.GetValue(request.Destination, _ => new DestinationKnowledge(_options));
        var manifests = new ManifestCopier(request, _options, knowledge.Blobs, new BlobCopier(request, knowledge.Blobs, tally));
        var attachments = new AttachmentCopier(request, _options, manifests, knowledge);

        if (request is { TagsAreNew: true, DestinationTags.Count: > 0 })
        {
            var manifest = await request.Source.GetManifestAsync(request.SourceRepository, request.SourceReference, cancellationToken);
            var copied = await new RootCopier(request, manifests, attachments, knowledge, manifest).CopyAsync(request.DestinationTags, cancellationToken);
            return Result(CopyOutcome.Copied, copied);
        }

        var pin = PinAsync(request, cancellationToken);
        IReadOnlyList<string> references = request.DestinationTags.Count > 0 ? request.DestinationTags : [(await pin).ToString()];
        var read = DestinationState.ReadAsync(request, references, cancellationToken);
        await Task.WhenAll(pin, read);
        var (digest, state) = (await pin, await read);

        var (outdated, refused) = state.Compare(digest, request.Override);
        if (outdated.Count == 0)
        {
            if (!refused)
            {
                await attachments.CopyAsync([digest], cancellationToken);
            }

            return Result(refused ? CopyOutcome.RefusedByOverride : CopyOutcome.UpToDate, digest);
        }

        var root = new RootCopier(request, manifests, attachments, knowledge, await request.Source.GetManifestAsync(request.SourceRepository, digest.ToString(), cancellationToken));
        if (root.Stored != digest)
        {
            (outdated, refused) = state.Compare(root.Stored, request.Override);
            if (outdated.Count == 0)
            {
                return Result(refused ? CopyOutcome.RefusedByOverride : CopyOutcome.UpToDate, root.Stored);
            }
        }

        return Result(CopyOutcome.Copied, await root.CopyAsync(outdated, cancellationToken));

        CopyResult Result(CopyOutcome outcome, Digest stored) => new(outcome, stored, tally.Bytes, tally.Blobs);
    }

    private static async Task<Digest> PinAsync(CopyRequest request, CancellationToken cancellationToken)
    {
        if (Digest.TryParse(request.SourceReference, out var pinned))
        {
            return pinned;
        }

        var resolved = await request.Source.ResolveAsync(request.SourceRepository, request.SourceReference, cancellationToken);
        if (resolved is null)
        {
            throw new RegistryException(RegistryErrorKind.NotFound,
                $"{request.Source.Endpoint.Name} has no {request.SourceRepository}:{request.SourceReference}.");
        }

        return MediaTypes.IsSchema1(resolved.MediaType)
            ? throw new RegistryException(RegistryErrorKind.SchemaNotSupported,
                $"{request.SourceRepository}:{request.SourceReference} is of Docker schema 1, which is not replicated; push the image again with a current client.")
            : resolved.Digest;
    }
}
