using System.Globalization;
using Microsoft.AspNetCore.Http;
using Transship.Providers.HuaweiSwr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.HuaweiSwr;

/// <summary>SWR of Huawei Cloud: the dockyard API by Basic, the registry by tokens that know pull and push.</summary>
internal sealed class HuaweiSwrServer(FakeRegistry registry) : ProductServer(registry)
{
    private const string User = "eu-west-101@ABCDEFGH1234567890XY";
    private const string Password = "derived-key";

    /// <summary>Gives everything on every page, as some regions do.</summary>
    public bool IgnoresOffset { get; set; }

    public override IRegistryProvider Provider { get; } = new HuaweiSwrProvider();

    public override RegistryDeclaration Declaration { get; } = new() { Url = new Uri("https://swr.eu-west-101.myhuaweicloud.com"), Credentials = new RegistryCredentials(User, new Secret(Password)) };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials(User, new Secret("wrong")) };

    public static async Task<HuaweiSwrServer> StartAsync() =>
        new(await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true, Username = User, Password = Password, Catalog = false, Deletes = false }));

    public override void Expire() => Registry.RevokeTokens();

    public override string NamespaceOf(string repository) => repository.Split('/')[0];

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (context.Request.Method == "DELETE" && path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            return await DeleteAsync(context, path["/v2/".Length..].Split("/manifests/"));
        }

        if (!path.StartsWith("/dockyard/v2/", StringComparison.Ordinal))
        {
            return false;
        }

        if (!IsBasic(context, User, Password))
        {
            return await ErrorAsync(context, 401, "SVCSTG.SWR.4010000");
        }

        return (context.Request.Method, path["/dockyard/v2/".Length..].Split('/')) switch
        {
            ("GET", ["repositories"]) => await RepositoriesAsync(context),
            ("GET", ["namespaces", var ns]) => Namespaces.ContainsKey(ns) ? await JsonAsync(context, new { name = ns, auth = 7 }) : await ErrorAsync(context, 404, "SVCSTG.SWR.4040000"),
            ("POST", ["namespaces"]) => Namespaces.TryAdd((await BodyAsync(context)).GetProperty("namespace").GetString()!, true) ? Status(context, 201) : await ErrorAsync(context, 409, "SVCSTG.SWR.4090000"),
            _ => await ErrorAsync(context, 404, "SVCSTG.SWR.4040000"),
        };
    }

    private static Task<bool> ErrorAsync(HttpContext context, int status, string code) => JsonAsync(context, new { errors = new[] { new { errorCode = code, errorMessage = "said SWR" } } }, status);

    private Task<bool> RepositoriesAsync(HttpContext context)
    {
        var filter = context.Request.Query["filter"].ToString().Split('|').Select(f => f.Split("::")).ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal);
        if (filter["center"] != "self")
        {
            return ErrorAsync(context, 400, "SVCSTG.SWR.4000000");
        }

        var all = Store.Repositories.Select(r => r.Split('/', 2)).Where(r => !filter.TryGetValue("namespace", out var ns) || r[0] == ns).Select(r => new { @namespace = r[0], name = r[1], tags = new[] { "v1" } });
        return JsonAsync(context, IgnoresOffset ? all : all.Skip(int.Parse(filter["offset"], CultureInfo.InvariantCulture)).Take(int.Parse(filter["limit"], CultureInfo.InvariantCulture)));
    }

    private async Task<bool> DeleteAsync(HttpContext context, string[] parts)
    {
        if (!Registry.Grants(context, $"repository:{parts[0]}:pull,push"))
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"https://{context.Request.Host}/token\",service=\"fake\",scope=\"repository:{parts[0]}:push,pull\"";
            return await ErrorAsync(context, 401, "UNAUTHORIZED");
        }

        if (Store.Find(parts[0]) is not { } repository || !Digest.TryParse(parts[1], out var digest) || !repository.Manifests.TryRemove(digest, out _))
        {
            return await ErrorAsync(context, 404, "MANIFEST_UNKNOWN");
        }

        foreach (var tag in repository.Tags.Where(t => t.Value == digest).Select(t => t.Key).ToList())
        {
            repository.Tags.TryRemove(tag, out _);
        }

        return Status(context, 202);
    }
}
