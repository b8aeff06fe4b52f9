using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Transship.Providers.TencentTcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.TencentTcr;

/// <summary>TCR of Tencent Cloud: the signed API at tcr.tencentcloudapi.com, whose errors come with status 200, and the registry for the passwords that it gives.</summary>
internal sealed class TencentTcrServer(FakeRegistry registry) : ProductServer(registry)
{
    private const string Key = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
    private const string SecretKey = "s3cret";
    private const string Instance = "tcr-abc123";

    private readonly ConcurrentDictionary<string, bool> _passwords = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _spaces = new(new Dictionary<string, bool> { ["team"] = true }, StringComparer.Ordinal);

    public override IRegistryProvider Provider { get; } = new TencentTcrProvider();

    public override RegistryDeclaration Declaration { get; } = new()
    {
        Url = new Uri("https://example.tencentcloudcr.com"),
        Credentials = new RegistryCredentials(Key, new Secret(SecretKey)),
        Limits = new EndpointLimits { RequestsPerSecond = 100_000 },
    };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(Key, new Secret("wrong")) };

    public static async Task<TencentTcrServer> StartAsync() => new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, Catalog = false, Deletes = false }));

    public override void Expire()
    {
        _passwords.Clear();
        Registry.RevokeTokens();
    }

    public override string NamespaceOf(string repository) => repository;

    protected override bool IsRead(HttpContext context) => IsApi(context)
        ? Action(context).StartsWith("Describe", StringComparison.Ordinal) || Action(context) == "CreateInstanceToken"
        : base.IsRead(context);

    protected override Task DenyAsync(HttpContext context) => IsApi(context) ? FailAsync(context, "UnauthorizedOperation", "you are not authorized to perform operation") : base.DenyAsync(context);

    protected override Task ThrottleAsync(HttpContext context) => IsApi(context) ? FailAsync(context, "RequestLimitExceeded", "Your current request times equals to 11 in a second.") : base.ThrottleAsync(context);

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        if (!IsApi(context))
        {
            return context.Request.Path == "/token" && !_passwords.Keys.Any(password => IsBasic(context, "100012345", password)) && Status(context, 401);
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (!IsSigned(context.Request, body))
        {
            return await FailAsync(context, "AuthFailure.SignatureFailure", "The provided credentials could not be validated.");
        }

        using var request = JsonDocument.Parse(body);
        return await ActAsync(context, request.RootElement.Clone());
    }

    private static bool IsApi(HttpContext context) => context.Request.Host.Host == "tcr.tencentcloudapi.com";

    private static string Action(HttpContext context) => context.Request.Headers["X-TC-Action"].ToString();

    private static Task<bool> FailAsync(HttpContext context, string code, string message) =>
        JsonAsync(context, new { Response = new { Error = new { Code = code, Message = message }, RequestId = "1" } });

    private static Task<bool> GiveAsync(HttpContext context, object response) => JsonAsync(context, new { Response = response });

    private bool IsSigned(HttpRequest request, string body)
    {
        var timestamp = request.Headers["X-TC-Timestamp"].ToString();
        var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture));
        var date = time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var canonical = $"POST\n/\n\ncontent-type:{request.ContentType}\nhost:{request.Host}\n\ncontent-type;host\n{Hash(body)}";
        var key = Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("TC3" + SecretKey), date), "tcr"), "tc3_request");
        var signature = Convert.ToHexStringLower(Hmac(key, $"TC3-HMAC-SHA256\n{timestamp}\n{date}/tcr/tc3_request\n{Hash(canonical)}"));
        return (TimeProvider.System.GetUtcNow() - time).Duration() < TimeSpan.FromMinutes(5)
            && request.Headers["X-TC-Version"] == "2019-09-24"
            && request.Headers["X-TC-Token"] == (SessionToken ?? default(Microsoft.Extensions.Primitives.StringValues))
            && request.Headers.Authorization == $"TC3-HMAC-SHA256 Credential={Key}/{date}/tcr/tc3_request, SignedHeaders=content-type;host, Signature={signature}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private async Task<bool> ActAsync(HttpContext context, JsonElement request)
    {
        if (Action(context) == "DescribeInstances")
        {
            var isMine = request.GetProperty("AllRegion").GetBoolean() && request.GetProperty("Filters")[0].GetProperty("Values")[0].GetString() == "example";
            return await GiveAsync(context, new { TotalCount = isMine ? 1 : 0, Registries = isMine ? [new { RegistryId = Instance, RegistryName = "example", RegionName = "ap-shanghai" }] : Array.Empty<object>() });
        }

        if (Text(request, "RegistryId") != Instance || context.Request.Headers["X-TC-Region"] != "ap-shanghai")
        {
            return await FailAsync(context, "ResourceNotFound.TcrResourceNotFound", "no such instance in this region");
        }

        var (ns, name) = (Text(request, "NamespaceName"), Text(request, "RepositoryName"));
        return Action(context) switch
        {
            "CreateInstanceToken" => await TokenAsync(context),
            "DescribeNamespaces" => await PageAsync(context, request, "NamespaceList", _spaces.Keys.Where(space => ns is null || space.Contains(ns, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(space => (object)new { Name = space })),
            "CreateNamespace" => _spaces.TryAdd(ns!, true) && (!request.GetProperty("IsPublic").GetBoolean() || Public.TryAdd(ns!, true)) ? await GiveAsync(context, new { RequestId = "1" }) : await FailAsync(context, "InvalidParameter.ErrorNameExists", "it exists"),
            "DescribeRepositories" => await PageAsync(context, request, "RepositoryList", RepositoriesOf(ns!).Where(r => name is null || r.Contains(name, StringComparison.Ordinal)).Select(r => (object)new { Name = r, Namespace = ns })),
            "CreateRepository" => _spaces.ContainsKey(ns!) && Namespaces.TryAdd($"{ns}/{name}", true) ? await GiveAsync(context, new { RequestId = "1" }) : await FailAsync(context, "FailedOperation", "it exists, or its namespace does not"),
            "DescribeImages" => await ImagesAsync(context, request, Store.Find($"{ns}/{name}")),
            "DeleteImage" => Delete(Store.Find($"{ns}/{name}"), Text(request, "ImageVersion")!) ? await GiveAsync(context, new { RequestId = "1" }) : await FailAsync(context, "ResourceNotFound", "no such image"),
            var action => await FailAsync(context, "InvalidAction", action),
        };
    }

    private static string? Text(JsonElement request, string name) => request.TryGetProperty(name, out var value) ? value.GetString() : null;

    private IEnumerable<string> RepositoriesOf(string ns) => Namespaces.Keys.Where(r => r.StartsWith(ns + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private Task<bool> TokenAsync(HttpContext context)
    {
        var password = Guid.NewGuid().ToString("N");
        _passwords[password] = true;
        return GiveAsync(context, new { Username = "100012345", Token = password, ExpTime = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(), RequestId = "1" });
    }

    private Task<bool> ImagesAsync(HttpContext context, JsonElement request, FakeRepository? repository) => repository is null
        ? FailAsync(context, "ResourceNotFound.TcrResourceNotFound", "repository not found")
        : PageAsync(context, request, "ImageInfoList", repository.Tags.Where(t => Text(request, "Digest") is not { } digest || t.Value.ToString() == digest).OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => (object)new { ImageVersion = t.Key, Digest = t.Value.ToString(), Size = 2000, UpdateTime = PushedAt.ToString("yyyy-MM-dd HH:mm:ss.fff '+0000 UTC'", CultureInfo.InvariantCulture) }));

    /// <summary>What a tag stands for goes with all its tags.</summary>
    private static bool Delete(FakeRepository? repository, string tag)
    {
        if (repository?.Tags.TryGetValue(tag, out var digest) is not true)
        {
            return false;
        }

        foreach (var same in repository.Tags.Where(t => t.Value == digest).Select(t => t.Key).ToList())
        {
            repository.Tags.TryRemove(same, out _);
        }

        return repository.Manifests.TryRemove(digest, out _);
    }

    private static Task<bool> PageAsync(HttpContext context, JsonElement request, string member, IEnumerable<object> all)
    {
        var (number, size) = (request.GetProperty("Offset").GetInt32(), Math.Min(100, request.GetProperty("Limit").GetInt32()));
        return GiveAsync(context, new Dictionary<string, object?> { [member] = all.Skip((number - 1) * size).Take(size), ["TotalCount"] = all.Count(), ["RequestId"] = "1" });
    }
}
