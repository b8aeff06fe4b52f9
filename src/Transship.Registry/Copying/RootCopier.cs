using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.Platforms;

namespace Transship.Registry.Copying;

/// <summary>Copies the manifest that a tag stands for: content, then what is attached to it, then the tags.</summary>
internal sealed class RootCopier
{
    private readonly CopyRequest _request;
    private readonly ManifestCopier _manifests;
    private readonly AttachmentCopier _attachments;
    private readonly DestinationKnowledge _knowledge;
    private readonly Manifest _root;
    private readonly IReadOnlyList<Descriptor> _children;

    public RootCopier(CopyRequest request, ManifestCopier manifests, AttachmentCopier attachments, DestinationKnowledge knowledge, Manifest root)
    {
        (_request, _manifests, _attachments, _knowledge, _root) = (request, manifests, attachments, knowledge, root);
        _children = root.IsIndex ? new PlatformFilter(request.Platforms).Select(root) : [];
        Rewritten = _children.Count < root.Children.Count ? SparseIndex.Rewrite(root, _children) : null;
    }

    /// <summary>The index with the wanted children only; null when all are wanted.</summary>
    public Manifest? Rewritten { get; }

    /// <summary>Under which digest it may be at the destination: another than it has at the source where it is rewritten, or made on the way.</summary>
    public Digest Stored => (Rewritten ?? _root).Digest;

    /// <returns>The digest under which the artifact was stored.</returns>
    public async Task<Digest> CopyAsync(IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        await _manifests.CopyContentAsync(_root, _children, 0, cancellationToken);
        await _attachments.CopyAsync([_root.Digest, .. _manifests.Children], cancellationToken);
        var stored = _root;
        foreach (var reference in references)
        {
            stored = await StoreAsync(reference, cancellationToken);
        }

        return stored.Digest;
    }

    private async Task<Manifest> StoreAsync(string reference, CancellationToken cancellationToken)
    {
        if (Rewritten is null)
        {
            await _manifests.StoreAsync(_root, Digest.TryParse(reference, out _) ? _root.Digest.ToString() : reference, cancellationToken);
            return _root;
        }

        if (!_knowledge.RefusesSparse)
        {
            try
            {
                await _request.Destination.PutManifestAsync(_request.DestinationRepository, reference, _root, cancellationToken);
                return _root;
            }
            catch (RegistryException e) when (e.Kind is RegistryErrorKind.ManifestBlobUnknown or RegistryErrorKind.ManifestInvalid or RegistryErrorKind.NotFound or RegistryErrorKind.ProtocolError)
            {
                _knowledge.RefusesSparse = true; // quirk 21
            }
        }

        await _manifests.StoreAsync(Rewritten, Digest.TryParse(reference, out _) ? Rewritten.Digest.ToString() : reference, cancellationToken);
        return Rewritten;
    }
}
