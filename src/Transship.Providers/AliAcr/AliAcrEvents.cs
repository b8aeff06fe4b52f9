using Transship.Providers.Events;

namespace Transship.Providers.AliAcr;

/// <summary>The triggers of Alibaba Cloud Container Registry: pushes of tags, unsigned.</summary>
public sealed class AliAcrEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "aliyun";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.Query();

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var body = EventBody.Read(request.Body);
        var repository = body.Text("repository", "repo_full_name")
            ?? throw new EventFormatException("The body is no trigger of Alibaba Cloud Container Registry: it has no repository.repo_full_name.");
        var (tag, digest) = (body.Text("push_data", "tag"), body.Text("push_data", "digest"));
        return tag is null && digest is null
            ? []
            :
            [
                new RegistryEvent(RegistryEventKind.Pushed, repository)
                {
                    Id = EventBody.IdOf(repository, tag, digest, body.Text("push_data", "pushed_at")),
                    Tag = tag,
                    Digest = digest,
                },
            ];
    }
}
