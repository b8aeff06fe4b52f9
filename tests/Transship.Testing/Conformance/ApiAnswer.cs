using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Transship.Testing.Conformance;

/// <summary>What the server answered.</summary>
/// <param name="Code">The HTTP status code.</param>
/// <param name="Body">The document; empty where the answer was none.</param>
/// <param name="Headers">The headers.</param>
public sealed record ApiAnswer(int Code, JsonObject Body, HttpResponseHeaders Headers)
{
    public string Reason => Text("reason");

    public string Message => Text("message");

    public string Version => Text("metadata", "resourceVersion");

    public string Uid => Text("metadata", "uid");

    public JsonNode? this[params ReadOnlySpan<string> path] => Find(Body, path);

    public string Text(params ReadOnlySpan<string> path) => Find(Body, path)?.ToString() ?? "";

    public static JsonNode? Find(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            node = node is JsonArray items ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : (node as JsonObject)?[step];
        }

        return node;
    }
}
