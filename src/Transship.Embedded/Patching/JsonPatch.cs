using System.Globalization;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Patching;

/// <summary>JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    private const int MaxOperations = 10_000;

    /// <summary>The document after all operations.</summary>
    /// <param name="target">The document; left as it is.</param>
    /// <param name="operations">The operations, in order.</param>
    /// <exception cref="ApiException">An operation cannot be understood (400) or does not fit the document (422).</exception>
    public static JsonNode? Apply(JsonNode target, JsonArray operations)
    {
        if (operations.Count > MaxOperations)
        {
            throw new ApiException(413, "RequestEntityTooLarge", $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {operations.Count}");
        }

        JsonNode? document = target.DeepClone();
        foreach (var entry in operations)
        {
            var operation = entry as JsonObject ?? throw ApiErrors.BadRequest("a JSON patch is a list of operations");
            var path = Pointer(operation, "path");
            switch (operation["op"].AsString())
            {
                case "add":
                    document = Add(document, path, Value(operation));
                    break;
                case "remove":
                    document = Remove(document, path);
                    break;
                case "replace":
                    Require(document, path);
                    document = path.Length == 0 ? Value(operation) : Replace(document, path, Value(operation));
                    break;
                case "move":
                    var moved = Require(document, Pointer(operation, "from"))?.DeepClone();
                    document = Add(Remove(document, Pointer(operation, "from")), path, moved);
                    break;
                case "copy":
                    document = Add(document, path, Require(document, Pointer(operation, "from"))?.DeepClone());
                    break;
                case "test":
                    Test(document, path, operation);
                    break;
                default:
                    throw ApiErrors.BadRequest($"Unexpected kind: {operation["op"]?.ToJsonString() ?? "unknown"}");
            }
        }

        return document;
    }

    private static void Test(JsonNode? document, string[] path, JsonObject operation)
    {
        var actual = TryFind(document, path, out var found) ? found : null;
        if (!JsonNode.DeepEquals(actual, operation["value"]))
        {
            throw Unprocessable($"testing path {operation["path"].AsString()} failed: test failed");
        }
    }

    private static JsonNode? Value(JsonObject operation) =>
        operation.ContainsKey("value") ? operation["value"]?.DeepClone() : throw ApiErrors.BadRequest("the operation needs a value");

    private static JsonNode? Add(JsonNode? document, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        switch (Require(document, path[..^1]))
        {
            case JsonObject members:
                members[path[^1]] = value;
                break;
            case JsonArray items:
                var index = path[^1] == "-" ? items.Count : Index(path[^1], items.Count);
                items.Insert(index, value);
                break;
            default:
                throw Missing("add", path);
        }

        return document;
    }

    private static JsonNode? Replace(JsonNode? document, string[] path, JsonNode? value)
    {
        switch (Require(document, path[..^1]))
        {
            case JsonObject members:
                members[path[^1]] = value;
                break;
            case JsonArray items:
                items[Index(path[^1], items.Count - 1)] = value;
                break;
        }

        return document;
    }

    private static JsonNode? Remove(JsonNode? document, string[] path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        switch (Require(document, path[..^1]))
        {
            case JsonObject members when members.Remove(path[^1]):
                break;
            case JsonArray items:
                items.RemoveAt(Index(path[^1], items.Count - 1));
                break;
            default:
                throw Missing("remove", path);
        }

        return document;
    }

    private static JsonNode? Require(JsonNode? document, string[] path) =>
        TryFind(document, path, out var found) ? found : throw Missing("find", path);

    private static bool TryFind(JsonNode? document, string[] path, out JsonNode? found)
    {
        found = document;
        foreach (var step in path)
        {
            switch (found)
            {
                case JsonObject members when members.TryGetPropertyValue(step, out var member):
                    found = member;
                    break;
                case JsonArray items when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Count:
                    found = items[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static int Index(string step, int last) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last
            ? index
            : throw Unprocessable($"Unable to access invalid index: {step}");

    private static string[] Pointer(JsonObject operation, string name)
    {
        var text = operation[name].AsString() ?? throw ApiErrors.BadRequest($"the operation needs a {name}");
        return text.Length == 0
            ? []
            : [.. text[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static ApiException Missing(string operation, string[] path) =>
        Unprocessable($"{operation} operation does not apply: doc is missing path: \"/{string.Join('/', path)}\": missing value");

    private static ApiException Unprocessable(string message) =>
        new(422, "Invalid", $"the server rejected our request due to an error in our request: {message}", []);
}
