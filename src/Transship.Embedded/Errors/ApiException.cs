using System.Text.Json.Nodes;

namespace Transship.Embedded.Errors;

/// <summary>A request that ends with a Status.</summary>
/// <param name="code">The HTTP status code.</param>
/// <param name="reason">The machine-readable reason, as in <c>NotFound</c>.</param>
/// <param name="message">What went wrong, to what.</param>
/// <param name="details">Name, kind and causes, where there are any.</param>
internal sealed class ApiException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    /// <summary>Seconds after which the client may come again; null says nothing.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>A token with which a list can go on, though no longer consistently.</summary>
    public string? ContinueToken { get; init; }

    public JsonObject ToStatus()
    {
        var metadata = new JsonObject();
        if (ContinueToken is not null)
        {
            metadata["continue"] = ContinueToken;
        }

        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
        };
        if (details is not null)
        {
            status["details"] = details.DeepClone();
        }

        status["code"] = Code;
        return status;
    }
}
