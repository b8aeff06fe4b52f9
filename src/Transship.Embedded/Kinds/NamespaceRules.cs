using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Kinds;

/// <summary>A namespace is labelled with its name, and stays until its content is gone.</summary>
internal sealed class NamespaceRules : KindRules
{
    public const string NameLabel = "kubernetes.io/metadata.name";
    private const string Finalizer = "kubernetes";

    public override void Prepare(JsonObject target, JsonObject? previous)
    {
        target.GetOrAddObject("metadata").GetOrAddObject("labels")[NameLabel] = new ObjectMeta(target).Name;
        if (previous is null)
        {
            target["spec"] = new JsonObject { ["finalizers"] = new JsonArray(Finalizer) };
            target["status"] = new JsonObject { ["phase"] = "Active" };
        }
        else
        {
            target["spec"] = previous.Object("spec").DeepClone();
        }
    }
}
