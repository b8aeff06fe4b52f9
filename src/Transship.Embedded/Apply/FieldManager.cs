using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Apply;

/// <summary>Who writes, and how: each combination owns its fields separately.</summary>
/// <param name="Name">The name that the client gave.</param>
/// <param name="Operation">Apply or Update.</param>
/// <param name="ApiVersion">The version of the object that was written.</param>
/// <param name="Subresource">The subresource written to; empty for the object itself.</param>
internal sealed record FieldManager(string Name, string Operation, string ApiVersion, string Subresource)
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    public static FieldManager Read(JsonObject entry) => new(
        entry["manager"].AsString() ?? "",
        entry["operation"].AsString() ?? Update,
        entry["apiVersion"].AsString() ?? "",
        entry["subresource"].AsString() ?? "");

    /// <summary>The manager as conflicts name it.</summary>
    /// <param name="time">When it last wrote.</param>
    public string Describe(string? time)
    {
        var who = $"\"{Name}\"" + (Subresource.Length > 0 ? $" with subresource \"{Subresource}\"" : "");
        return Operation == Apply ? who : $"{who} using {ApiVersion}" + (time is null ? "" : $" at {time}");
    }
}
