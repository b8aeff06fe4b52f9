namespace Transship.Embedded.Storage;

/// <summary>Where an object is: the resource's storage name, the namespace (empty for cluster-wide objects) and the name.</summary>
internal readonly record struct ObjectKey(string Storage, string Namespace, string Name)
{
    /// <summary>The position of the object within its collection: namespaces first, then names.</summary>
    public string Path => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
