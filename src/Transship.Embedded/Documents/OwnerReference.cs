using System.Text.Json.Nodes;

namespace Transship.Embedded.Documents;

/// <summary>One owner of an object, as the garbage collector sees it.</summary>
internal sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool BlocksOwnerDeletion, bool IsController)
{
    public static OwnerReference Read(JsonObject reference) => new(
        reference["apiVersion"].AsString() ?? "",
        reference["kind"].AsString() ?? "",
        reference["name"].AsString() ?? "",
        reference["uid"].AsString() ?? "",
        reference["blockOwnerDeletion"].AsBool() ?? false,
        reference["controller"].AsBool() ?? false);
}
