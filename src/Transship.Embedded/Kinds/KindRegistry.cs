using System.Collections.Immutable;

namespace Transship.Embedded.Kinds;

/// <summary>The kinds that are served now; changed as a whole, read without locks.</summary>
internal sealed class KindRegistry
{
    private readonly Lock _gate = new();
    private volatile ImmutableList<ResourceKind> _kinds;

    public KindRegistry(IEnumerable<ResourceKind> builtIn) => _kinds = [.. builtIn];

    /// <summary>Every served version of every resource.</summary>
    public IReadOnlyList<ResourceKind> All => _kinds;

    public ResourceKind? Find(string group, string version, string plural) =>
        _kinds.Find(kind => kind.Plural == plural && kind.Group == group && kind.Version == version);

    /// <summary>The kind that an apiVersion and a kind name, as in an owner reference.</summary>
    public ResourceKind? FindByKind(string apiVersion, string kind) =>
        _kinds.Find(candidate => candidate.Kind == kind && candidate.ApiVersion == apiVersion);

    /// <summary>Any version of the resource that is stored under the name.</summary>
    public ResourceKind? FindByStorage(string storage) => _kinds.Find(kind => kind.StorageName == storage);

    /// <summary>Replaces all versions of a resource.</summary>
    /// <param name="groupResource">The resource, as in <c>endpoints.transship.io</c>.</param>
    /// <param name="versions">Its served versions; none removes it.</param>
    public void Replace(string groupResource, IEnumerable<ResourceKind> versions)
    {
        lock (_gate)
        {
            _kinds = _kinds.RemoveAll(kind => kind.IsCustom && kind.GroupResource == groupResource).AddRange(versions);
        }
    }
}
