using Transship.Providers;

namespace Transship.Operator.Endpoints;

/// <summary>Capabilities as a status names them.</summary>
internal static class CapabilityNames
{
    /// <summary>The names of what a registry can do, in alphabetical order.</summary>
    public static IReadOnlyList<string> Of(RegistryCapabilities can)
    {
        (bool Has, string Name)[] all =
        [
            (can.Artifacts, "artifacts"), (can.Catalog, "catalog"), (can.Chunked, "chunked"), (can.Delete, "delete"), (can.Events, "events"), (can.Labels, "labels"),
            (can.Mount, "mount"), (can.Namespaces, "namespaces"), (can.Push, "push"), (can.PushTimes, "pushTimes"), (can.Referrers, "referrers"), (can.TagDelete, "tagDelete"),
        ];
        return [.. all.Where(c => c.Has).Select(c => c.Name)];
    }
}
