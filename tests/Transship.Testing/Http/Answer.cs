using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Transship.Testing.Http;

/// <summary>What the scripted server answers.</summary>
public sealed class Answer
{
    private readonly Func<HttpContext, CancellationToken, Task> _write;

    private Answer(Func<HttpContext, CancellationToken, Task> write) => _write = write;

    /// <summary>A JSON body.</summary>
    public static Answer Json(string json, int code = 200) => Text(json, "application/json", code);

    /// <summary>A body of any kind.</summary>
    public static Answer Text(string text, string mediaType, int code = 200) => new((context, token) =>
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = mediaType;
        return context.Response.WriteAsync(text, token);
    });

    /// <summary>A Kubernetes Status that says no.</summary>
    public static Answer Refuse(int code, string reason, string message, int? retryAfterSeconds = null)
    {
        var status = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Status",
            ["status"] = "Failure",
            ["code"] = code,
            ["reason"] = reason,
            ["message"] = message,
        };
        var answer = Json(status.ToJsonString(), code);
        return retryAfterSeconds is { } seconds ? answer.With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)) : answer;
    }

    /// <summary>A body that the test writes while the client reads.</summary>
    public static Answer Stream(StreamedBody body) => new(body.WriteAsync);

    /// <summary>Watch frames, then a clean end.</summary>
    public static Answer Frames(params string[] frames) => Text(string.Concat(frames.Select(frame => frame + "\n")), "application/json");

    /// <summary>Nothing at all until the client gives up.</summary>
    public static Answer Silence() => new((_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));

    /// <summary>The connection breaks before an answer.</summary>
    public static Answer Abort() => new((context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>The same answer with a header.</summary>
    public Answer With(string header, string value) => new((context, token) =>
    {
        context.Response.Headers[header] = value;
        return _write(context, token);
    });

    /// <summary>The same answer, once a task of the test completes.</summary>
    public Answer After(Task gate) => new(async (context, token) =>
    {
        await gate.WaitAsync(token);
        await _write(context, token);
    });

    internal Task WriteAsync(HttpContext context, CancellationToken cancellationToken) => _write(context, cancellationToken);
}
