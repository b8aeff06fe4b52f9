using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Replication.Planning;

namespace Transship.Operator.Tasks;

/// <summary>Which manifests of a repository are needed by tags that stay.</summary>
internal sealed class RepositoryUse
{
    private const int AtOnce = 8;
    private const int MaxDepth = 8;

    private readonly IRegistryClient _client;
    private readonly string _repository;
    private readonly IReadOnlyList<string> _kept;
    private readonly ILookup<string, string> _attachments;
    private HashSet<Digest>? _needed;

    private RepositoryUse(IRegistryClient client, string repository, IReadOnlyList<string> kept, ILookup<string, string> attachments) =>
        (_client, _repository, _kept, _attachments) = (client, repository, kept, attachments);

    /// <summary>Lists the tags of the repository.</summary>
    /// <param name="client">The registry.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="leaving">The tags that do not stay.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public static async Task<RepositoryUse> ReadAsync(IRegistryClient client, string repository, IReadOnlySet<string> leaving, CancellationToken cancellationToken)
    {
        var kept = new List<string>();
        var attachments = new List<(string Subject, string Tag)>();
        await foreach (var tag in client.ListTagsAsync(repository, cancellationToken))
        {
            if (AttachmentTag.SubjectOf(tag) is { } subject)
            {
                attachments.Add((subject, tag));
            }
            else if (!leaving.Contains(tag))
            {
                kept.Add(tag);
            }
        }

        return new RepositoryUse(client, repository, kept, attachments.ToLookup(attachment => attachment.Subject, attachment => attachment.Tag, StringComparer.Ordinal));
    }

    /// <summary>The tags of what is attached to a manifest: cosign's, and the list of referrers.</summary>
    public IReadOnlyList<string> AttachmentsOf(Digest digest) => [.. _attachments[digest.ToString()]];

    /// <summary>Whether a tag that stays stands for a manifest, or for an index that holds it.</summary>
    public async Task<bool> IsNeededAsync(Digest digest, CancellationToken cancellationToken) =>
        (_needed ??= await ReadNeededAsync(cancellationToken)).Contains(digest);

    private async Task<HashSet<Digest>> ReadNeededAsync(CancellationToken cancellationToken)
    {
        var needed = new HashSet<Digest>();
        foreach (var stretch in _kept.Chunk(AtOnce))
        {
            foreach (var root in await Task.WhenAll(stretch.Select(tag => _client.ResolveAsync(_repository, tag, cancellationToken))))
            {
                if (root is not null)
                {
                    await AddAsync(root, needed, 1, cancellationToken);
                }
            }
        }

        return needed;
    }

    private async Task AddAsync(Descriptor descriptor, HashSet<Digest> needed, int depth, CancellationToken cancellationToken)
    {
        if (!needed.Add(descriptor.Digest) || depth > MaxDepth || !MediaTypes.IsIndex(descriptor.MediaType))
        {
            return;
        }

        foreach (var child in (await _client.GetManifestAsync(_repository, descriptor.Digest.ToString(), cancellationToken)).Children)
        {
            await AddAsync(child, needed, depth + 1, cancellationToken);
        }
    }
}
