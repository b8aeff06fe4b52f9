using System.Globalization;
using Microsoft.AspNetCore.Http;
using Transship.Registry.Content;

namespace Transship.Testing.Registry;

/// <summary>Uploads and mounts of a fake registry.</summary>
internal sealed class FakeUploads(FakeRegistryOptions options, FakeStore store)
{
    private int _started;

    public Task HandleAsync(HttpContext context, FakeRoute route)
    {
        if (context.Request.Method == "POST")
        {
            return StartAsync(context, route.Repository);
        }

        if (!store.Uploads.TryGetValue(route.Name, out var upload))
        {
            return FakeProtocol.ErrorAsync(context, 404, "BLOB_UPLOAD_UNKNOWN");
        }

        if (options.ChecksOffsets && context.Request.Method != "GET" && context.Request.Query["_state"] != State(upload))
        {
            return FakeProtocol.ErrorAsync(context, 416, "RANGE_INVALID");
        }

        return context.Request.Method switch
        {
            "PATCH" => AppendAsync(context, route, upload),
            "PUT" => FinishAsync(context, route, upload),
            "GET" => StatusAsync(context, route, upload, 204),
            "DELETE" => CancelAsync(context, route),
            _ => FakeProtocol.ErrorAsync(context, 405, "UNSUPPORTED"),
        };
    }

    private Task StartAsync(HttpContext context, string repository)
    {
        var from = context.Request.Query["from"].FirstOrDefault();
        if (options.Mounts && from is not null && Digest.TryParse(context.Request.Query["mount"].FirstOrDefault(), out var digest)
            && store.Find(from)?.Blobs.TryGetValue(digest, out var bytes) is true)
        {
            store[repository].Blobs[digest] = bytes!;
            context.Response.StatusCode = 201;
            context.Response.Headers.Location = $"/v2/{repository}/blobs/{digest}";
            context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
            return Task.CompletedTask;
        }

        var id = Interlocked.Increment(ref _started).ToString(CultureInfo.InvariantCulture);
        var upload = store.Uploads[id] = new FakeUpload(repository);
        return StatusAsync(context, new FakeRoute(repository, "blobs/uploads", id), upload, 202);
    }

    private async Task AppendAsync(HttpContext context, FakeRoute route, FakeUpload upload)
    {
        var range = context.Request.Headers.ContentRange.ToString();
        if (range.Length > 0 && !range.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{upload.Received.Length}-"), StringComparison.Ordinal))
        {
            await StatusAsync(context, route, upload, 416);
            return;
        }

        await ReceiveAsync(context, upload);
        await StatusAsync(context, route, upload, 202);
    }

    private async Task FinishAsync(HttpContext context, FakeRoute route, FakeUpload upload)
    {
        await ReceiveAsync(context, upload);
        var content = upload.Received.ToArray();
        if (!Digest.TryParse(context.Request.Query["digest"].FirstOrDefault(), out var digest) || digest.OfSameAlgorithm(content) != digest)
        {
            await FakeProtocol.ErrorAsync(context, 400, "DIGEST_INVALID");
            return;
        }

        store.Uploads.TryRemove(route.Name, out _);
        store[route.Repository].Blobs[digest] = content;
        context.Response.StatusCode = 201;
        context.Response.Headers.Location = $"/v2/{route.Repository}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
    }

    private Task CancelAsync(HttpContext context, FakeRoute route)
    {
        store.Uploads.TryRemove(route.Name, out _);
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static async Task ReceiveAsync(HttpContext context, FakeUpload upload)
    {
        var buffer = new byte[64 * 1024];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            upload.Received.Write(buffer, 0, read);
        }
    }

    private Task StatusAsync(HttpContext context, FakeRoute route, FakeUpload upload, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = $"/v2/{route.Repository}/blobs/uploads/{route.Name}?_state={Uri.EscapeDataString(State(upload))}";
        context.Response.Headers.Range = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, upload.Received.Length - 1)}");
        return Task.CompletedTask;
    }

    private string State(FakeUpload upload) => options.ChecksOffsets ? string.Create(CultureInfo.InvariantCulture, $"at/{upload.Received.Length}") : "opaque/state=";
}
