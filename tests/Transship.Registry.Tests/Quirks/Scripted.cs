using Microsoft.AspNetCore.Http;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Tests.Copying;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Quirks;

/// <summary>A fake registry, a client of it, and short ways to make it misbehave.</summary>
internal sealed class Scripted : IAsyncDisposable
{
    private Scripted(FakeRegistry registry, RegistryClientOptions options, Func<RegistryEndpoint, RegistryEndpoint>? endpoint)
    {
        Registry = registry;
        Client = new RegistryClient(endpoint is null ? registry.Endpoint : endpoint(registry.Endpoint), options);
    }

    public FakeRegistry Registry { get; }

    public RegistryClient Client { get; }

    public FakeRepository App => Registry.Store["app"];

    public RequestLog Requests => Registry.Requests;

    public static async Task<Scripted> StartAsync(FakeRegistryOptions? options = null, RegistryClientOptions? client = null, Func<RegistryEndpoint, RegistryEndpoint>? endpoint = null) =>
        new(await FakeRegistry.StartAsync(options), client ?? RegistryPair.Quick, endpoint);

    /// <summary>Answers requests of this method whose path contains this text; the others stay with the registry.</summary>
    public void On(string method, string pathPart, Func<HttpContext, Task> answer) => On(method, pathPart, int.MaxValue, answer);

    /// <summary>Answers so many requests.</summary>
    public void On(string method, string pathPart, int times, Func<HttpContext, Task> answer)
    {
        var next = Registry.Intercept;
        var answered = 0;
        Registry.Intercept = async context =>
        {
            if (context.Request.Method == method && (context.Request.Path + context.Request.QueryString.ToString()).Contains(pathPart, StringComparison.Ordinal)
                && Interlocked.Increment(ref answered) <= times)
            {
                await answer(context);
                return true;
            }

            return next is not null && await next(context);
        };
    }

    public static Func<HttpContext, Task> Status(int status, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers.Append(name, value);
        }

        return Task.CompletedTask;
    };

    public static Func<HttpContext, Task> Body(string contentType, string body, params (string Name, string Value)[] headers) => async context =>
    {
        await Status(200, headers)(context);
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body);
    };

    public static Func<HttpContext, Task> Body(byte[] body) => async context => await context.Response.Body.WriteAsync(body);

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    public static async Task<byte[]> ReadAsync(Stream stream)
    {
        await using var source = stream;
        using var bytes = new MemoryStream();
        await source.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Registry.DisposeAsync();
    }
}
