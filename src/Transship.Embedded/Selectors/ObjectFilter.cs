using Transship.Embedded.Kinds;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Selectors;

/// <summary>Which objects of a collection a request is about.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; empty for all.</param>
/// <param name="Labels">The labels they have.</param>
/// <param name="Fields">The fields they have.</param>
internal sealed record ObjectFilter(ResourceKind Kind, string Namespace, LabelSelector Labels, FieldSelector Fields)
{
    /// <summary>Whether every object of the resource is meant.</summary>
    public bool IsWholeCollection => Namespace.Length == 0 && Labels.IsEmpty && Fields.IsEmpty;

    public bool Matches(StoredObject item) =>
        (Namespace.Length == 0 || item.Meta.Namespace == Namespace)
        && (Fields.Name is null || item.Meta.Name == Fields.Name)
        && Labels.Matches(item.Node)
        && Fields.Matches(item.As(Kind).Node);
}
