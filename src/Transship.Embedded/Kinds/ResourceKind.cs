using System.Text.Json.Nodes;
using Transship.Embedded.Schema;
using Transship.Embedded.Tables;

namespace Transship.Embedded.Kinds;

/// <summary>One served version of one resource: all that a request for it needs.</summary>
internal sealed class ResourceKind
{
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required string Plural { get; init; }

    public string Singular { get; init; } = "";

    public string ListKind { get; init; } = "";

    public required bool IsNamespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool HasStatus { get; init; }

    /// <summary>Whether the server counts changes of the desired state.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Whether the kind comes from a CustomResourceDefinition.</summary>
    public bool IsCustom { get; init; }

    public bool AllowsCreateOnUpdate { get; init; }

    /// <summary>Whether an update may leave the resource version out.</summary>
    public bool AllowsUnconditionalUpdate { get; init; } = true;

    public required SchemaNode Schema { get; init; }

    public IReadOnlyList<PrinterColumn> Columns { get; init; } = [];

    /// <summary>Paths that field selectors may name besides name and namespace, as in <c>spec.ruleRef.name</c>.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    public KindRules Rules { get; init; } = KindRules.None;

    public string? DeprecationWarning { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The resource with its group, as in <c>endpoints.transship.io</c>.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Where the objects are stored; versions and aliases of one resource share it.</summary>
    public string Storage { get; init; } = "";

    public string StorageName => Storage.Length > 0 ? Storage : GroupResource;

    /// <summary>The object as this version shows it: versions differ in their name only.</summary>
    public JsonObject Stamp(JsonObject target)
    {
        target["apiVersion"] = ApiVersion;
        target["kind"] = Kind;
        return target;
    }
}
