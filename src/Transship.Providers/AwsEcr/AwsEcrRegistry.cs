using System.Runtime.CompilerServices;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Providers.AwsEcr;

/// <summary>
/// The API of ECR beside the registry: images with digests, tags and push times in pages of a thousand, repositories made on demand, deletion by digest and by
/// tag. In the public gallery names begin with the alias of an account, which the API leaves out, and it knows the repositories of one's own account only.
/// </summary>
internal sealed class AwsEcrRegistry(IRegistryClient client, AwsEcrApi api, AwsEcrAddress address, AwsSettings? settings, IReadOnlyList<IDisposable> disposables)
    : ProductRegistry(client, "aws-ecr"), IRepositoryListing, IArtifactListing, INamespaceCreation, IArtifactDeletion, ITagDeletion
{
    private const int PageSize = 1000; // the most that ECR gives

    protected override RegistryCapabilities Protocol => new() { Referrers = true, Events = true, PushTimes = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        for (var page = 0; page < ApiPages.Most && (page == 0 || next is not null); page++)
        {
            var answer = await DescribeAsync(new EcrRepositoriesRequest(address.Account, null, PageSize, next), "list the repositories", cancellationToken);
            foreach (var repository in answer.Repositories)
            {
                yield return NameOf(repository);
            }

            next = answer.NextToken;
        }
    }

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        for (var page = 0; page < ApiPages.Most && (page == 0 || next is not null); page++)
        {
            if (await DescribeImagesAsync(repository, next, cancellationToken) is not { } answer)
            {
                await foreach (var tag in address.IsPublic ? Client.ListTagsAsync(repository, cancellationToken) : AsyncEnumerable.Empty<string>())
                {
                    yield return new ListedArtifact(null) { Tags = [tag] }; // of somebody else's account
                }

                yield break;
            }

            foreach (var image in answer.ImageDetails)
            {
                yield return new ListedArtifact(Digest.TryParse(image.ImageDigest, out var digest) ? digest : null)
                {
                    Tags = image.ImageTags ?? [],
                    PushedAt = image.ImagePushedAt is { } pushed ? DateTimeOffset.UnixEpoch.AddSeconds(pushed) : null,
                    MediaType = image.ImageManifestMediaType,
                    ArtifactType = image.ArtifactMediaType,
                    Size = image.ImageSizeInBytes,
                };
            }

            next = answer.NextToken;
        }
    }

    public async Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken)
    {
        try
        {
            await DescribeAsync(new EcrRepositoriesRequest(address.Account, [ApiName(repository)], null, null), $"look for the repository {repository}", cancellationToken);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            await CreateAsync(repository, cancellationToken);
        }
    }

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        DeleteAsync(repository, new EcrImageId(digest.ToString(), null), $"delete {repository}@{digest}", cancellationToken);

    // The last tag takes the image with it, as ECR has it.
    public Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken) =>
        DeleteAsync(repository, new EcrImageId(null, tag), $"delete the tag {repository}:{tag}", cancellationToken);

    public override void Dispose()
    {
        base.Dispose();
        foreach (var disposable in disposables)
        {
            disposable.Dispose();
        }
    }

    private Task<EcrRepositoriesAnswer> DescribeAsync(EcrRepositoriesRequest request, string operation, CancellationToken cancellationToken) =>
        api.CallAsync("DescribeRepositories", request, AwsEcrJson.Default.EcrRepositoriesRequest, AwsEcrJson.Default.EcrRepositoriesAnswer, operation, cancellationToken);

    private string NameOf(EcrRepository repository) => address.IsPublic && repository.RepositoryUri?.Split('/', 2) is [_, var name] ? name : repository.RepositoryName;

    private string ApiName(string repository) => address.IsPublic ? repository[(repository.IndexOf('/', StringComparison.Ordinal) + 1)..] : repository;

    /// <returns>Null when the account has no such repository.</returns>
    private async Task<EcrImagesAnswer?> DescribeImagesAsync(string repository, string? next, CancellationToken cancellationToken)
    {
        try
        {
            var request = new EcrImagesRequest(address.Account, ApiName(repository), PageSize, next);
            return await api.CallAsync(
                "DescribeImages", request, AwsEcrJson.Default.EcrImagesRequest, AwsEcrJson.Default.EcrImagesAnswer, $"list the images of {repository}", cancellationToken);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return null;
        }
    }

    private async Task CreateAsync(string repository, CancellationToken cancellationToken)
    {
        // What is not set is not sent, so that creation templates and the registry's defaults hold.
        var own = address.IsPublic ? null : settings; // The gallery has none of these.
        var request = new EcrCreateRequest(
            address.Account,
            ApiName(repository),
            own is { ImmutableTags: true } ? "IMMUTABLE" : null,
            own is { ScanOnPush: true } ? new EcrScanning(true) : null,
            own?.KmsKey is { } key ? new EcrEncryption("KMS", key) : null,
            settings?.RepositoryTags is { } tags ? [.. tags.Split('\n').Select(tag => tag.Split('=', 2)).Select(tag => new EcrTag(tag[0], tag[1]))] : null);
        try
        {
            await api.CallAsync("CreateRepository", request, AwsEcrJson.Default.EcrCreateRequest, AwsEcrJson.Default.EcrCreateAnswer, $"create the repository {repository}", cancellationToken);
        }
        catch (RegistryException e) when (e.Code == "RepositoryAlreadyExistsException")
        {
            // Somebody else was faster.
        }
    }

    private async Task DeleteAsync(string repository, EcrImageId image, string operation, CancellationToken cancellationToken)
    {
        var request = new EcrDeleteRequest(address.Account, ApiName(repository), [image]);
        EcrDeleteAnswer answer;
        try
        {
            answer = await api.CallAsync("BatchDeleteImage", request, AwsEcrJson.Default.EcrDeleteRequest, AwsEcrJson.Default.EcrDeleteAnswer, operation, cancellationToken);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return;
        }

        if (answer.Failures?.FirstOrDefault(failure => failure.FailureCode != "ImageNotFound") is { } failed)
        {
            throw new RegistryException(RegistryErrorKind.PolicyRefused, $"{Client.Endpoint.Name} refused to {operation}: {failed.FailureCode}, {failed.FailureReason?.TrimEnd('.')}.");
        }
    }
}
