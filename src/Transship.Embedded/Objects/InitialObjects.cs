using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Objects;

/// <summary>What is there when a server starts.</summary>
internal sealed class InitialObjects(ObjectStore store, KindRegistry kinds, ObjectWriter writer)
{
    private static readonly string[] SystemNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    private readonly WriteOptions _options = new() { FieldManager = "transship" };

    public void Create(EmbeddedApiServerOptions options)
    {
        foreach (var name in SystemNamespaces.Concat(options.Namespaces).Distinct(StringComparer.Ordinal))
        {
            Ensure(kinds.Find("", "v1", "namespaces")!, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        }

        foreach (var definition in options.Definitions)
        {
            Ensure(kinds.Find("apiextensions.k8s.io", "v1", "customresourcedefinitions")!, definition.Clone());
        }
    }

    private void Ensure(ResourceKind kind, JsonObject wanted)
    {
        var key = new ObjectKey(kind.StorageName, "", new ObjectMeta(wanted).Name);
        if (store.Get(key) is null)
        {
            writer.Create(kind, "", wanted, _options, []);
        }
        else if (wanted["spec"] is { } spec)
        {
            writer.Update(
                kind,
                key,
                "",
                live =>
                {
                    live["spec"] = spec.DeepClone();
                    return live;
                },
                _options);
        }
    }
}
