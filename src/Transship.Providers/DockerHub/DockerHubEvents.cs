using Transship.Providers.Events;

namespace Transship.Providers.DockerHub;

/// <summary>The webhooks of a Docker Hub repository: pushes of tags, unsigned.</summary>
public sealed class DockerHubEvents : IEventFormat
{
    /// <inheritdoc />
    public string Name => "docker-hub";

    /// <inheritdoc />
    public EventProof Proof { get; } = new EventProof.Query();

    /// <inheritdoc />
    public IReadOnlyList<RegistryEvent> Parse(EventRequest request)
    {
        var body = EventBody.Read(request.Body);
        var repository = body.Text("repository", "repo_name") ?? throw new EventFormatException("The body is no webhook of Docker Hub: it has no repository.repo_name.");
        return body.Text("push_data", "tag") is { } tag
            ? [new RegistryEvent(RegistryEventKind.Pushed, repository) { Id = EventBody.IdOf(repository, tag, body.Text("push_data", "pushed_at")), Tag = tag }]
            : [];
    }
}
