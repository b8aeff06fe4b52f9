using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Objects;

/// <summary>How, and under which conditions, to delete.</summary>
internal sealed record DeleteRequest
{
    public const string Background = "Background";
    public const string Foreground = "Foreground";
    public const string Orphan = "Orphan";

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    /// <summary>What becomes of the dependents: Background, Foreground or Orphan; null leaves it to the object.</summary>
    public string? Propagation { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Reads DeleteOptions.</summary>
    /// <param name="body">The body of the request; null where it had none.</param>
    /// <param name="propagation">The value of the query.</param>
    /// <param name="dryRun">The value of the query.</param>
    /// <exception cref="ApiException">The propagation is unknown (422).</exception>
    public static DeleteRequest Read(JsonObject? body, string? propagation, string? dryRun)
    {
        var chosen = body?["propagationPolicy"].AsString() ?? propagation;
        if (body?["orphanDependents"].AsBool() is { } orphan && chosen is null)
        {
            chosen = orphan ? Orphan : Background;
        }

        if (chosen is not (null or "" or Background or Foreground or Orphan))
        {
            throw ApiErrors.BadRequest($"invalid propagationPolicy \"{chosen}\": it is one of {Background}, {Foreground} and {Orphan}");
        }

        return new DeleteRequest
        {
            Uid = body.At("preconditions", "uid").AsString(),
            ResourceVersion = body.At("preconditions", "resourceVersion").AsString(),
            Propagation = string.IsNullOrEmpty(chosen) ? null : chosen,
            DryRun = dryRun == "All" || body?["dryRun"] is JsonArray { Count: > 0 },
        };
    }
}
