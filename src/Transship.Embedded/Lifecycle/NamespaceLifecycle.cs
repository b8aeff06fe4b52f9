using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;
using Transship.Embedded.Objects;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Lifecycle;

/// <summary>A namespace that is being deleted takes its content with it, and goes last.</summary>
internal sealed class NamespaceLifecycle(ObjectStore store, KindRegistry kinds, ObjectRemover remover)
{
    public void Process(ObjectKey key, StoredObject item)
    {
        if (!item.Meta.IsTerminating)
        {
            return;
        }

        foreach (var content in store.InNamespace(key.Name))
        {
            if (kinds.FindByStorage(content.Storage) is { } kind)
            {
                Delete(kind, content);
            }
        }

        if (store.InNamespace(key.Name).Count == 0)
        {
            Finish(key);
        }
    }

    private void Delete(ResourceKind kind, ObjectKey content)
    {
        try
        {
            remover.Delete(kind, content, new DeleteRequest { Propagation = DeleteRequest.Background });
        }
        catch (ApiException e) when (e.Code == 404)
        {
            // It went by itself.
        }
    }

    private void Finish(ObjectKey key)
    {
        while (store.Get(key) is { Meta.IsTerminating: true } item)
        {
            var target = item.Node.Clone();
            target["spec"] = new JsonObject();
            var isGone = item.Meta.Finalizers.Count == 0;
            if (!isGone && JsonNode.DeepEquals(target, item.Node))
            {
                return;
            }

            if (store.Write(key, item.Version, isGone ? null : target) is not null && isGone)
            {
                return;
            }
        }
    }
}
