using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Transship.Operator.Plans;

/// <summary>What a run would do with one artifact at one destination, and why.</summary>
/// <param name="Decision">What it would do, in a word or two.</param>
/// <param name="Source">The artifact at the source; null where only the destination has it.</param>
/// <param name="Destination">The endpoint, and the artifact there; null where no destination is concerned.</param>
/// <param name="Why">The reason.</param>
internal sealed record PlanLine(string Decision, string? Source, string? Destination, string Why)
{
    private static readonly PlanJson Plain = new(new JsonSerializerOptions(PlanJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Reads what <see cref="ToJson"/> wrote; null where it is something else.</summary>
    public static PlanLine? Read(JsonObject line) => line["decision"] is null ? null : line.Deserialize(Plain.PlanLine);

    /// <summary>The line as it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Plain.PlanLine);

    /// <summary>The line for people.</summary>
    public override string ToString() => $"{Decision,-10}  {Source}{(Source is null || Destination is null ? "" : " -> ")}{Destination} ({Why})";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanLine))]
internal sealed partial class PlanJson : JsonSerializerContext;
