namespace Transship.Embedded.Schema;

/// <summary>How the items of a list are told apart (<c>x-kubernetes-list-type</c>).</summary>
internal enum ListKind
{
    /// <summary>They are not: the list is one value.</summary>
    Atomic,

    /// <summary>By their value.</summary>
    Set,

    /// <summary>By the values of some members.</summary>
    Map,
}
