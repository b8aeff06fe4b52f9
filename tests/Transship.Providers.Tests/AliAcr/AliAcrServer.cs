using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Transship.Providers.AliAcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.AliAcr;

/// <summary>Container Registry of Alibaba Cloud: the signed APIs of both editions at cr.cn-hangzhou.aliyuncs.com, and the registry for the passwords that they give.</summary>
internal sealed class AliAcrServer(FakeRegistry registry, bool enterprise) : ProductServer(registry)
{
    private const string Key = "LTAI4FoExampleKey";
    private const string SecretKey = "s3cret";
    private const string Instance = "cri-abc123";

    private readonly ConcurrentDictionary<string, bool> _passwords = new(StringComparer.Ordinal);

    public override IRegistryProvider Provider { get; } = new AliAcrProvider();

    public override RegistryDeclaration Declaration { get; } = new()
    {
        Url = new Uri(enterprise ? "https://example-registry.cn-hangzhou.cr.aliyuncs.com" : "https://registry.cn-hangzhou.aliyuncs.com"),
        Credentials = new RegistryCredentials(Key, new Secret(SecretKey)),
    };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(Key, new Secret("wrong")) };

    public static async Task<AliAcrServer> StartAsync(bool enterprise) => new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, Catalog = false }), enterprise);

    public override void Expire()
    {
        _passwords.Clear();
        Registry.RevokeTokens();
    }

    public override string NamespaceOf(string repository) => repository.Split('/')[0];

    protected override bool IsRead(HttpContext context) => enterprise && IsApi(context)
        ? context.Request.Query["Action"].ToString() is var action && !action.StartsWith("Create", StringComparison.Ordinal) && !action.StartsWith("Delete", StringComparison.Ordinal)
        : base.IsRead(context);

    protected override Task DenyAsync(HttpContext context) => IsApi(context)
        ? JsonAsync(context, new { Code = "NoPermission", Message = "You are not authorized" }, 403)
        : base.DenyAsync(context);

    protected override Task ThrottleAsync(HttpContext context) => IsApi(context)
        ? JsonAsync(context, new { Code = "Throttling.User", Message = "Request was denied due to user flow control." }, 400)
        : base.ThrottleAsync(context);

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        if (!IsApi(context))
        {
            return context.Request.Path == "/token" && !_passwords.Keys.Any(password => IsBasic(context, "cr_temp_user", password)) && Status(context, 401);
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (!(enterprise ? IsSignedRpc(context.Request) : IsSignedRoa(context.Request)))
        {
            return await JsonAsync(context, new { Code = "SignatureDoesNotMatch", Message = "Specified signature is not matched with our calculation." }, 400);
        }

        return enterprise ? await EnterpriseAsync(context) : await PersonalAsync(context, body);
    }

    private static bool IsApi(HttpContext context) => context.Request.Host.Host == "cr.cn-hangzhou.aliyuncs.com";

    private static string Hmac(string key, string text)
    {
#pragma warning disable CA5350 // The signature that the service defines.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    private bool IsSignedRpc(HttpRequest request)
    {
        var query = request.Query.Where(q => q.Key != "Signature").OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value.ToString())}");
        return request.Query["AccessKeyId"] == Key && request.Query["Version"] == "2018-12-01" && request.Query["SignatureMethod"] == "HMAC-SHA1"
            && request.Query["SecurityToken"] == (SessionToken ?? default(Microsoft.Extensions.Primitives.StringValues))
            && (TimeProvider.System.GetUtcNow() - DateTimeOffset.Parse(request.Query["Timestamp"]!, CultureInfo.InvariantCulture)).Duration() < TimeSpan.FromMinutes(15)
            && request.Query["Signature"] == Hmac(SecretKey + "&", "GET&%2F&" + Uri.EscapeDataString(string.Join('&', query)));
    }

    private bool IsSignedRoa(HttpRequest request)
    {
        var text = new StringBuilder($"{request.Method}\n{request.Headers.Accept}\n\n{request.ContentType}\n{request.Headers.Date}\n");
        foreach (var header in request.Headers.Where(h => h.Key.StartsWith("x-acs-", StringComparison.OrdinalIgnoreCase)).OrderBy(h => h.Key.ToLowerInvariant(), StringComparer.Ordinal))
        {
            text.Append(header.Key.ToLowerInvariant()).Append(':').Append(header.Value.ToString()).Append('\n');
        }

        var query = string.Join('&', request.Query.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key}={q.Value}"));
        text.Append(request.Path.Value).Append(query.Length > 0 ? "?" + query : "");
        return request.Headers["x-acs-version"] == "2016-06-07" && request.Headers["x-acs-security-token"] == (SessionToken ?? default(Microsoft.Extensions.Primitives.StringValues)) && request.Headers.Authorization == $"acs {Key}:{Hmac(SecretKey, text.ToString())}";
    }

    private string NewPassword()
    {
        var password = Guid.NewGuid().ToString("N");
        _passwords[password] = true;
        return password;
    }

    private static long InAnHour => TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();

    private async Task<bool> PersonalAsync(HttpContext context, string body)
    {
        var missing = new { code = "REPO_NOT_EXIST", message = "repo not exist", requestId = "1" };
        switch (context.Request.Method, context.Request.Path.Value!.TrimStart('/').Split('/'))
        {
            case ("GET", ["tokens"]):
                return await JsonAsync(context, new { data = new { tempUserName = "cr_temp_user", authorizationToken = NewPassword(), expireDate = InAnHour } });
            case ("GET", ["namespace"]):
                return await JsonAsync(context, new { data = new { namespaces = Namespaces.Keys.Select(ns => new { @namespace = ns }) } });
            case ("PUT", ["namespace"]):
                return await JsonAsync(context, new { data = new { namespaceId = Namespaces.TryAdd(System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("namespace").GetProperty("namespace").GetString()!, true) ? 1 : 2 } });
            case ("GET", ["repos", var ns]):
                var (page, repos, total) = PageOf(context, "Page", "PageSize", Names(ns));
                return await JsonAsync(context, new { data = new { page, total, repos = repos.Select(name => new { repoName = name, repoNamespace = ns }) } });
            case ("GET", ["repos", var ns, var name, "tags"]):
                if (Store.Find($"{ns}/{name}") is not { } found)
                {
                    return await JsonAsync(context, missing, 404);
                }

                var (number, tags, count) = PageOf(context, "Page", "PageSize", [.. found.Tags.OrderBy(t => t.Key, StringComparer.Ordinal)]);
                return await JsonAsync(context, new { data = new { page = number, total = count, tags = tags.Select(t => new { tag = t.Key, digest = t.Value.ToString()[7..], imageUpdate = PushedAt.ToUnixTimeMilliseconds(), imageSize = 2000 }) } });
            case ("DELETE", ["repos", var ns, var name, "tags", var tag]):
                return Store.Find($"{ns}/{name}")?.Tags.TryRemove(tag, out _) is true ? await JsonAsync(context, new { requestId = "1" }) : await JsonAsync(context, missing, 404);
            default:
                return await JsonAsync(context, missing, 404);
        }
    }

    private async Task<bool> EnterpriseAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var action = query["Action"].ToString();
        if (action == "ListInstance")
        {
            return await JsonAsync(context, new { IsSuccess = true, Code = "success", TotalCount = 1, Instances = new[] { new { InstanceId = Instance, InstanceName = "example" } } });
        }

        if (query["InstanceId"] != Instance)
        {
            return await JsonAsync(context, new { IsSuccess = false, Code = "INSTANCE_NOT_EXIST" });
        }

        var repository = Store.Find(query["RepoId"].ToString().Replace("crr-", "", StringComparison.Ordinal).Replace('.', '/'));
        switch (action)
        {
            case "GetAuthorizationToken":
                return await JsonAsync(context, new { IsSuccess = true, Code = "success", TempUsername = "cr_temp_user", AuthorizationToken = NewPassword(), ExpireTime = InAnHour });
            case "ListNamespace":
                var (_, spaces, spaceCount) = PageOf(context, "PageNo", "PageSize", [.. Namespaces.Keys.Order(StringComparer.Ordinal)]);
                return await JsonAsync(context, new { IsSuccess = true, TotalCount = Text(spaceCount), Namespaces = spaces.Select(ns => new { NamespaceName = ns }) });
            case "CreateNamespace":
                return await JsonAsync(context, new { IsSuccess = query["AutoCreateRepo"] == "true" && Namespaces.TryAdd(query["NamespaceName"]!, true) && (query["DefaultRepoType"] == "PRIVATE" || Public.TryAdd(query["NamespaceName"]!, true)), Code = "NAMESPACE_EXIST" });
            case "ListRepository":
                var (_, repos, repoCount) = PageOf(context, "PageNo", "PageSize", Names(query["RepoNamespaceName"]!));
                return await JsonAsync(context, new { IsSuccess = true, TotalCount = Text(repoCount), Repositories = repos.Select(name => new { RepoName = name }) });
            case "GetRepository":
                return Store.Find($"{query["RepoNamespaceName"]}/{query["RepoName"]}") is null
                    ? await JsonAsync(context, new { IsSuccess = false, Code = "REPO_NOT_EXIST" })
                    : await JsonAsync(context, new { IsSuccess = true, RepoId = $"crr-{query["RepoNamespaceName"]}.{query["RepoName"]}" });
            case "ListRepoTag":
                var (_, tags, tagCount) = PageOf(context, "PageNo", "PageSize", [.. repository!.Tags.OrderBy(t => t.Key, StringComparer.Ordinal)]);
                return await JsonAsync(context, new { IsSuccess = true, TotalCount = Text(tagCount), Images = tags.Select(t => new { Tag = t.Key, Digest = t.Value.ToString(), ImageUpdate = Text(PushedAt.ToUnixTimeMilliseconds()), ImageSize = 2000 }) });
            case "DeleteRepoTag":
                return await JsonAsync(context, new { IsSuccess = repository!.Tags.TryRemove(query["Tag"]!, out _), Code = "TAG_NOT_EXIST" });
            default:
                return await JsonAsync(context, new { Code = "InvalidAction.NotFound", Message = action }, 404);
        }
    }

    private List<string> Names(string ns) => [.. Store.Repositories.Where(r => r.StartsWith(ns + "/", StringComparison.Ordinal)).Select(r => r[(ns.Length + 1)..])];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static (int Page, IReadOnlyList<T> Items, int Total) PageOf<T>(HttpContext context, string page, string size, List<T> all)
    {
        var (number, count) = (Query(context, page, 1), Math.Min(100, Query(context, size, 30)));
        return (number, [.. all.Skip((number - 1) * count).Take(count)], all.Count);
    }
}
