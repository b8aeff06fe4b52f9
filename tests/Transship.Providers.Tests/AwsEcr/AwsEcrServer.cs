using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Transship.Providers.AwsEcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.AwsEcr;

/// <summary>Amazon ECR and STS: signed requests by AWS JSON 1.1, passwords of twelve hours for the registry, repositories that must exist before a push.</summary>
internal sealed class AwsEcrServer(FakeRegistry registry, bool isPublic) : ProductServer(registry)
{
    private const string Alias = "a1b2c3d4";

    public const string Account = "123456789012";
    private const string Key = "AKIAIOSFODNN7EXAMPLE";
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    private readonly ConcurrentDictionary<string, string> _temporary = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _passwords = new(StringComparer.Ordinal);

    /// <summary>The last request to make a repository.</summary>
    public JsonElement Created { get; private set; }

    public override IRegistryProvider Provider { get; } = new AwsEcrProvider();

    public override RegistryDeclaration Declaration { get; } = new()
    {
        Url = new Uri(isPublic ? "https://public.ecr.aws" : $"https://{Account}.dkr.ecr.eu-west-1.amazonaws.com"),
        Credentials = new RegistryCredentials(Key, new Secret(SecretKey)),
    };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(Key, new Secret("wrong")) };

    public static Task<AwsEcrServer> StartAsync() => StartAsync(isPublic: false);

    /// <summary>The public gallery, for keys of an account whose alias is a1b2c3d4.</summary>
    public static Task<AwsEcrServer> StartPublicAsync() => StartAsync(isPublic: true);

    /// <summary>A temporary access key, as a user may have it from STS.</summary>
    public RegistryCredentials NewTemporaryKey()
    {
        var id = NewTemporaryId();
        return new RegistryCredentials(id, new Secret(_temporary[id])) { IdentityToken = new Secret($"session-of-{id}") };
    }

    public override void Expire()
    {
        _passwords.Clear();
        _temporary.Clear();
    }

    public override string NamespaceOf(string repository) => repository;

    protected override bool IsRead(HttpContext context) =>
        context.Request.Host.Host.StartsWith("sts.", StringComparison.Ordinal)
        || (IsApi(context) ? Action(context) is "DescribeRepositories" or "DescribeImages" or "GetAuthorizationToken" : base.IsRead(context));

    protected override Task DenyAsync(HttpContext context) => IsApi(context) ? FailAsync(context, "AccessDeniedException", "User is not authorized") : base.DenyAsync(context);

    protected override Task ThrottleAsync(HttpContext context) => IsApi(context) ? FailAsync(context, "ThrottlingException", "Rate exceeded") : base.ThrottleAsync(context);

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        if (!IsApi(context))
        {
            if (context.Request.Host.Host == Declaration.Url!.Host && _passwords.Keys.Any(password => IsBasic(context, "AWS", password)))
            {
                return false;
            }

            context.Response.Headers.WWWAuthenticate = $"Basic realm=\"https://{context.Request.Host}/\",service=\"ecr.amazonaws.com\"";
            return Status(context, 401);
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var service = context.Request.Host.Host.Split('.') is ["sts", ..] ? "sts" : isPublic ? "ecr-public" : "ecr";
        if (SignatureCheck.Problem(context.Request, body, service, isPublic ? "us-east-1" : "eu-west-1", id => SecretOf(id, context)) is { } problem)
        {
            return await FailAsync(context, problem, "The request signature we calculated does not match the signature you provided.");
        }

        if (service == "sts")
        {
            return await AssumeAsync(context, body);
        }

        using var request = JsonDocument.Parse(body);
        return await ActAsync(context, request.RootElement.Clone());
    }

    private static async Task<AwsEcrServer> StartAsync(bool isPublic) => new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Catalog = false, Mounts = false }), isPublic);

    private bool IsApi(HttpContext context) => isPublic
        ? context.Request.Host.Host == "api.ecr-public.us-east-1.amazonaws.com"
        : context.Request.Host.Host is "api.ecr.eu-west-1.amazonaws.com" or "sts.eu-west-1.amazonaws.com";

    private string Action(HttpContext context) => context.Request.Headers["X-Amz-Target"].ToString() is var target && target.StartsWith(isPublic ? "SpencerFrontendService." : "AmazonEC2ContainerRegistry_V20150921.", StringComparison.Ordinal)
        ? target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..]
        : "";

    private static Task<bool> FailAsync(HttpContext context, string code, string message) =>
        JsonAsync(context, new Dictionary<string, string> { ["__type"] = $"com.amazonaws.ecr#{code}", ["message"] = message }, 400);

    private string? SecretOf(string id, HttpContext context) => id == Key ? SecretKey
        : _temporary.TryGetValue(id, out var secret) && context.Request.Headers["X-Amz-Security-Token"] == $"session-of-{id}" ? secret
        : null;

    private async Task<bool> AssumeAsync(HttpContext context, string body)
    {
        var form = QueryHelpers.ParseQuery(body);
        if (form["Action"] != "AssumeRole" || form["RoleArn"] != $"arn:aws:iam::{Account}:role/pull" || form["ExternalId"] != "ext-1")
        {
            return await JsonAsync(context, new { Error = new { Code = "AccessDenied", Message = "not authorized to perform sts:AssumeRole" } }, 403);
        }

        var id = NewTemporaryId();
        var keys = new { AccessKeyId = id, SecretAccessKey = "temporary-secret", SessionToken = $"session-of-{id}", Expiration = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds() };
        return await JsonAsync(context, new { AssumeRoleResponse = new { AssumeRoleResult = new { Credentials = keys } } });
    }

    private string NewTemporaryId()
    {
        var id = $"ASIA{Guid.NewGuid():N}".ToUpperInvariant()[..20];
        _temporary[id] = "temporary-secret";
        return id;
    }

    /// <summary>The repository that a request names; the API of the gallery leaves the account's alias out.</summary>
    private string RepositoryOf(JsonElement request) => InFull(request.GetProperty("repositoryName").GetString()!);

    private string InFull(string name) => isPublic ? $"{Alias}/{name}" : name;

    private object Repository(string name) => isPublic
        ? new { repositoryName = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..], repositoryUri = $"public.ecr.aws/{name}" }
        : new { repositoryName = name, repositoryUri = $"{Account}.dkr.ecr.eu-west-1.amazonaws.com/{name}" };

    private async Task<bool> ActAsync(HttpContext context, JsonElement request)
    {
        var action = Action(context);
        if (action == "GetAuthorizationToken")
        {
            var password = $"password-{Guid.NewGuid():N}";
            _passwords[password] = true;
            var token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"AWS:{password}"));
            var data = new { authorizationToken = token, expiresAt = TimeProvider.System.GetUtcNow().AddHours(12).ToUnixTimeSeconds() + 0.5 };
            return await JsonAsync(context, isPublic ? new { authorizationData = data } : new { authorizationData = new[] { data } });
        }

        if (!isPublic && request.GetProperty("registryId").GetString() != Account)
        {
            return await FailAsync(context, "InvalidParameterException", "wrong registry");
        }

        return action switch
        {
            "DescribeRepositories" => await RepositoriesAsync(context, request),
            "CreateRepository" => await CreateAsync(context, request),
            "DescribeImages" => await ImagesAsync(context, request),
            "BatchDeleteImage" => await DeleteAsync(context, request),
            _ => await FailAsync(context, "UnknownOperationException", action),
        };
    }

    private Task<bool> RepositoriesAsync(HttpContext context, JsonElement request)
    {
        if (request.TryGetProperty("repositoryNames", out var names) && names[0].GetString() is { } name)
        {
            return Namespaces.ContainsKey(InFull(name))
                ? JsonAsync(context, new { repositories = new[] { Repository(InFull(name)) } })
                : FailAsync(context, "RepositoryNotFoundException", $"The repository with name '{name}' does not exist");
        }

        return PageAsync(context, request, "repositories", Namespaces.Keys.Order(StringComparer.Ordinal).Where(repository => repository.StartsWith(InFull(""), StringComparison.Ordinal)).Select(Repository));
    }

    private Task<bool> CreateAsync(HttpContext context, JsonElement request)
    {
        Created = request;
        var name = RepositoryOf(request);
        return Namespaces.TryAdd(name, true)
            ? JsonAsync(context, new { repository = Repository(name) })
            : FailAsync(context, "RepositoryAlreadyExistsException", "it exists");
    }

    private Task<bool> ImagesAsync(HttpContext context, JsonElement request) => Store.Find(RepositoryOf(request)) is not { } repository
        ? FailAsync(context, "RepositoryNotFoundException", "The repository does not exist")
        : PageAsync(context, request, "imageDetails", Artifacts(repository).Select(a => (object)new
        {
            imageDigest = a.Manifest.Digest.ToString(),
            imageTags = a.Tags,
            imagePushedAt = PushedAt.ToUnixTimeSeconds(),
            imageSizeInBytes = 2000,
            imageManifestMediaType = a.Manifest.MediaType,
        }));

    private async Task<bool> DeleteAsync(HttpContext context, JsonElement request)
    {
        var (repository, image) = (Store.Find(RepositoryOf(request)), request.GetProperty("imageIds")[0]);
        var isDigest = image.TryGetProperty("imageDigest", out var digest);
        var done = isDigest
            ? Digest.TryParse(digest.GetString(), out var parsed) && repository?.Manifests.TryRemove(parsed, out _) is true
            : repository?.Tags.TryRemove(image.GetProperty("imageTag").GetString()!, out _) is true;
        foreach (var tag in done && isDigest ? repository!.Tags.Where(t => t.Value.ToString() == digest.GetString()).ToList() : [])
        {
            repository!.Tags.TryRemove(tag.Key, out _);
        }

        return await JsonAsync(context, new { failures = done ? [] : new[] { new { failureCode = "ImageNotFound", failureReason = "Requested image not found" } } });
    }

    private static Task<bool> PageAsync(HttpContext context, JsonElement request, string member, IEnumerable<object> all)
    {
        var from = request.TryGetProperty("nextToken", out var token) ? int.Parse(token.GetString()!, CultureInfo.InvariantCulture) : 0;
        var size = request.GetProperty("maxResults").GetInt32();
        var rest = all.Skip(from).ToList();
        var answer = new Dictionary<string, object?> { [member] = rest.Take(size) };
        if (rest.Count > size)
        {
            answer["nextToken"] = (from + size).ToString(CultureInfo.InvariantCulture);
        }

        return size > 1000 ? FailAsync(context, "InvalidParameterException", "maxResults") : JsonAsync(context, answer);
    }
}
