using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Discovery;

/// <summary>What can be done with resources and their subresources.</summary>
internal static class ResourceVerbs
{
    private static readonly string[] OfObjects = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] OfStatus = ["get", "patch", "update"];

    public static JsonArray Objects() => OfObjects.ToJsonArray();

    public static JsonArray Status() => OfStatus.ToJsonArray();
}
