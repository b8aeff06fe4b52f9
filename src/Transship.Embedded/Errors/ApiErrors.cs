using System.Text.Json.Nodes;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Errors;

/// <summary>The errors of the Kubernetes API, worded as kube-apiserver words them.</summary>
internal static class ApiErrors
{
    public static ApiException NotFound(ResourceKind kind, string name) =>
        new(404, "NotFound", $"{kind.GroupResource} \"{name}\" not found", Details(kind, name));

    public static ApiException NotFound() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException AlreadyExists(ResourceKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind.GroupResource} \"{name}\" already exists", Details(kind, name));

    public static ApiException Conflict(ResourceKind kind, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind.GroupResource} \"{name}\": {why}", Details(kind, name));

    public static ApiException Modified(ResourceKind kind, string name) =>
        Conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(ResourceKind kind, string name, string why, JsonArray? causes = null)
    {
        var details = Details(kind, name);
        if (causes is not null)
        {
            details["causes"] = causes;
        }

        return new(403, "Forbidden", $"{kind.GroupResource} \"{name}\" is forbidden: {why}", details);
    }

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException UnsupportedMediaType(string what) => new(415, "UnsupportedMediaType", what);

    public static ApiException TooLarge(int limit) =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");

    public static ApiException Internal(string message) => new(500, "InternalError", $"Internal error occurred: {message}");

    public static ApiException Gone(string message) => new(410, "Expired", message);

    public static ApiException TooOld(long version, long oldest) => Gone($"too old resource version: {version} ({oldest})");

    public static ApiException TooLargeVersion(long version, long current) =>
        new(504, "Timeout", $"Timeout: Too large resource version: {version}, current: {current}", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        })
        { RetryAfterSeconds = 1 };

    public static ApiException OtherKind(ResourceKind kind, string given, string name) =>
        Invalid(kind.Group, given, name, [FieldError.Invalid("kind", given, $"must be {kind.Kind}")]);

    public static ApiException Invalid(ResourceKind kind, string name, IReadOnlyCollection<FieldError> errors) => Invalid(kind.Group, kind.Kind, name, errors);

    private static ApiException Invalid(string group, string kind, string name, IReadOnlyCollection<FieldError> errors)
    {
        var details = new JsonObject { ["name"] = name };
        if (group.Length > 0)
        {
            details["group"] = group;
        }

        details["kind"] = kind;
        details["causes"] = new JsonArray([.. errors.Select(error => (JsonNode)error.ToCause())]);
        var list = errors.Count == 1 ? errors.First().ToString() : $"[{string.Join(", ", errors)}]";
        var subject = group.Length > 0 ? $"{kind}.{group}" : kind;
        return new(422, "Invalid", $"{subject} \"{name}\" is invalid: {list}", details);
    }

    private static JsonObject Details(ResourceKind kind, string name)
    {
        var details = new JsonObject { ["name"] = name };
        if (kind.Group.Length > 0)
        {
            details["group"] = kind.Group;
        }

        details["kind"] = kind.Plural;
        return details;
    }
}
