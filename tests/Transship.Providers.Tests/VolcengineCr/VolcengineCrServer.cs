using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Transship.Providers.Tests.Scenarios;
using Transship.Providers.VolcengineCr;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.VolcengineCr;

/// <summary>CR of Volcengine: the signed API at open.volcengineapi.com, and the registry for the passwords that it gives. A manifest goes with its last tag.</summary>
internal sealed class VolcengineCrServer(FakeRegistry registry) : ProductServer(registry)
{
    private const string Key = "AKLTYWViMTVmZGYzM2E0NDI5";
    private const string SecretKey = "WkRZeE1EQmxPVGhsWWpWag==";

    private readonly ConcurrentDictionary<string, bool> _passwords = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _spaces = new(new Dictionary<string, bool> { ["team"] = true }, StringComparer.Ordinal);

    public override IRegistryProvider Provider { get; } = new VolcengineCrProvider();

    public override RegistryDeclaration Declaration { get; } = new()
    {
        Url = new Uri("https://enterprise-1-cn-beijing.cr.volces.com"),
        Credentials = new RegistryCredentials(Key, new Secret(SecretKey)),
    };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(Key, new Secret("wrong")) };

    public static async Task<VolcengineCrServer> StartAsync() => new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, Catalog = false, Deletes = false }));

    public override void Expire()
    {
        _passwords.Clear();
        Registry.RevokeTokens();
    }

    public override string NamespaceOf(string repository) => repository;

    protected override bool IsRead(HttpContext context) => IsApi(context)
        ? Action(context).StartsWith("List", StringComparison.Ordinal) || Action(context).StartsWith("Get", StringComparison.Ordinal)
        : base.IsRead(context);

    protected override Task DenyAsync(HttpContext context) => IsApi(context) ? FailAsync(context, 403, "AccessDenied", "User is not authorized to perform this.") : base.DenyAsync(context);

    protected override Task ThrottleAsync(HttpContext context) => IsApi(context) ? FailAsync(context, 429, "FlowLimitExceeded", "Request was rejected because of its speed.") : base.ThrottleAsync(context);

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        if (!IsApi(context))
        {
            return context.Request.Path == "/token" && !_passwords.Keys.Any(password => IsBasic(context, "2100000000@1", password)) && Status(context, 401);
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (!IsSigned(context.Request, body))
        {
            return await FailAsync(context, 401, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.");
        }

        using var request = JsonDocument.Parse(body);
        return Text(request.RootElement, "Registry") == "enterprise-1" && context.Request.Query["Version"] == "2022-05-12"
            ? await ActAsync(context, request.RootElement.Clone())
            : await FailAsync(context, 404, "NotFound.Registry", "no such registry");
    }

    private static bool IsApi(HttpContext context) => context.Request.Host.Host == "open.volcengineapi.com";

    private static string Action(HttpContext context) => context.Request.Query["Action"].ToString();

    private static Task<bool> FailAsync(HttpContext context, int status, string code, string message) =>
        JsonAsync(context, new { ResponseMetadata = new { RequestId = "1", Service = "cr", Error = new { CodeN = 100010, Code = code, Message = message } } }, status);

    private static Task<bool> GiveAsync(HttpContext context, object? result) => JsonAsync(context, new { ResponseMetadata = new { RequestId = "1", Service = "cr" }, Result = result });

    private bool IsSigned(HttpRequest request, string body)
    {
        var date = request.Headers["X-Date"].ToString();
        var query = string.Join('&', request.Query.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key}={q.Value}"));
        var headers = $"content-type:{request.ContentType}\nhost:{request.Host}\nx-content-sha256:{Hash(body)}\nx-date:{date}\n{(SessionToken is null ? "" : $"x-security-token:{request.Headers["X-Security-Token"]}\n")}";
        var names = "content-type;host;x-content-sha256;x-date" + (SessionToken is null ? "" : ";x-security-token");
        var scope = $"{date[..8]}/cn-beijing/cr/request";
        var key = Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes(SecretKey), date[..8]), "cn-beijing"), "cr"), "request");
        var signature = Convert.ToHexStringLower(Hmac(key, $"HMAC-SHA256\n{date}\n{scope}\n{Hash($"POST\n/\n{query}\n{headers}\n{names}\n{Hash(body)}")}"));
        return (TimeProvider.System.GetUtcNow() - DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)).Duration() < TimeSpan.FromMinutes(15)
            && request.Headers["X-Content-Sha256"] == Hash(body)
            && request.Headers["X-Security-Token"] == (SessionToken ?? default(Microsoft.Extensions.Primitives.StringValues))
            && request.Headers.Authorization == $"HMAC-SHA256 Credential={Key}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string? Text(JsonElement request, string name) => request.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IReadOnlyList<string>? Wanted(JsonElement request, string name) =>
        request.TryGetProperty("Filter", out var filter) && filter.TryGetProperty(name, out var values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : null;

    private async Task<bool> ActAsync(HttpContext context, JsonElement request)
    {
        var names = Wanted(request, "Names");
        var repository = $"{Text(request, "Namespace")}/{Text(request, "Repository")}";
        switch (Action(context))
        {
            case "GetAuthorizationToken":
                var password = Guid.NewGuid().ToString("N");
                _passwords[password] = true;
                return await GiveAsync(context, new { Token = password, Username = "2100000000@1", ExpireTime = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) });
            case "ListNamespaces":
                return await PageAsync(context, request, _spaces.Keys.Where(ns => names?.Contains(ns) ?? true).Order(StringComparer.Ordinal).Select(ns => (object)new { Name = ns }));
            case "CreateNamespace":
                return _spaces.TryAdd(Text(request, "Name")!, true) ? await GiveAsync(context, null) : await FailAsync(context, 409, "AlreadyExists.Namespace", "it exists");
            case "ListRepositories":
                var ns = Assert.Single(Wanted(request, "Namespaces")!); // its items do not say whose they are
                return await PageAsync(context, request, Namespaces.Keys.Where(r => r.StartsWith(ns + "/", StringComparison.Ordinal)).Select(r => r[(ns.Length + 1)..]).Where(r => names?.Contains(r) ?? true).Order(StringComparer.Ordinal).Select(r => (object)new { Name = r }));
            case "CreateRepository":
                return _spaces.ContainsKey(Text(request, "Namespace")!) && Namespaces.TryAdd($"{Text(request, "Namespace")}/{Text(request, "Name")}", true)
                    ? await GiveAsync(context, null)
                    : await FailAsync(context, 409, "AlreadyExists.Repository", "it exists, or its namespace does not");
            case "ListTags":
                return Store.Find(repository) is { } found
                    ? await PageAsync(context, request, found.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (object)new { Name = t.Key, Digest = t.Value.ToString(), PushTime = PushedAt, Size = 2000, Type = "Image" }))
                    : await FailAsync(context, 404, "NotFound.Repository", "no such repository");
            case "DeleteTags":
                return await DeleteAsync(context, Store.Find(repository), [.. request.GetProperty("Names").EnumerateArray().Select(name => name.GetString()!)]);
            default:
                return await FailAsync(context, 404, "InvalidActionOrVersion", "Could not find operation.");
        }
    }

    private static Task<bool> DeleteAsync(HttpContext context, FakeRepository? repository, IReadOnlyList<string> tags)
    {
        var failures = tags.Where(tag => repository?.Tags.TryRemove(tag, out _) is not true).Select(tag => new { Name = tag, Reason = "tag not found" }).ToList();
        return GiveAsync(context, new { Successes = tags.Except(failures.Select(f => f.Name), StringComparer.Ordinal).Select(tag => new { Name = tag }), Failures = failures });
    }

    private static Task<bool> PageAsync(HttpContext context, JsonElement request, IEnumerable<object> all)
    {
        var (number, size) = (request.GetProperty("PageNumber").GetInt32(), Math.Min(100, request.GetProperty("PageSize").GetInt32()));
        return GiveAsync(context, new { Items = all.Skip((number - 1) * size).Take(size), TotalCount = all.Count(), PageNumber = number, PageSize = size });
    }
}
