using System.Reflection;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Schema;
using Transship.Embedded.Tables;

namespace Transship.Embedded.Kinds;

/// <summary>The kinds that are there without any definition.</summary>
internal static class BuiltInKinds
{
    public const string Namespaces = "namespaces";
    public const string Events = "events";
    public const string Definitions = "customresourcedefinitions.apiextensions.k8s.io";

    public static IReadOnlyList<ResourceKind> All()
    {
        var schemas = Schemas();
        return
        [
            new()
            {
                Group = "", Version = "v1", Kind = "Namespace", ListKind = "NamespaceList", Plural = "namespaces", Singular = "namespace", IsNamespaced = false, ShortNames = ["ns"],
                HasStatus = true, Schema = schemas["Namespace"], Rules = new NamespaceRules(), SelectableFields = ["status.phase"],
                Columns = [PrinterColumn.Name, PrinterColumn.Path("Status", "string", ".status.phase"), PrinterColumn.Age],
            },
            new()
            {
                Group = "", Version = "v1", Kind = "Secret", ListKind = "SecretList", Plural = "secrets", Singular = "secret", IsNamespaced = true,
                Schema = schemas["Secret"], Rules = new SecretRules(), SelectableFields = ["type"],
                Columns = [PrinterColumn.Name, PrinterColumn.Path("Type", "string", ".type"), BuiltInColumns.DataCount, PrinterColumn.Age],
            },
            new()
            {
                Group = "", Version = "v1", Kind = "ConfigMap", ListKind = "ConfigMapList", Plural = "configmaps", Singular = "configmap", IsNamespaced = true, ShortNames = ["cm"],
                Schema = schemas["ConfigMap"], Rules = new ImmutableDataRules(), Columns = [PrinterColumn.Name, BuiltInColumns.DataCount, PrinterColumn.Age],
            },
            new()
            {
                Group = "", Version = "v1", Kind = "ServiceAccount", ListKind = "ServiceAccountList", Plural = "serviceaccounts", Singular = "serviceaccount", IsNamespaced = true, ShortNames = ["sa"],
                Schema = schemas["ServiceAccount"], Columns = [PrinterColumn.Name, BuiltInColumns.SecretCount, PrinterColumn.Age],
            },
            CoreEvents(schemas["Event"]),
            new()
            {
                Group = "events.k8s.io", Version = "v1", Kind = "Event", ListKind = "EventList", Plural = "events", Singular = "event", IsNamespaced = true, ShortNames = ["ev"], Storage = Events,
                AllowsCreateOnUpdate = true, Schema = schemas["events.k8s.io.Event"], Rules = new EventRules(), Columns = BuiltInColumns.Events,
                SelectableFields = [.. EventFields.Select(field => EventRules.ToNewName(field))],
            },
            new()
            {
                Group = "coordination.k8s.io", Version = "v1", Kind = "Lease", ListKind = "LeaseList", Plural = "leases", Singular = "lease", IsNamespaced = true,
                AllowsCreateOnUpdate = true, AllowsUnconditionalUpdate = false, Schema = schemas["Lease"],
                Columns = [PrinterColumn.Name, PrinterColumn.Path("Holder", "string", ".spec.holderIdentity"), PrinterColumn.Age],
            },
            new()
            {
                Group = "apiextensions.k8s.io", Version = "v1", Kind = "CustomResourceDefinition", ListKind = "CustomResourceDefinitionList", Plural = "customresourcedefinitions",
                Singular = "customresourcedefinition", IsNamespaced = false, ShortNames = ["crd", "crds"], Categories = ["api-extensions"], HasStatus = true, HasGeneration = true, AllowsUnconditionalUpdate = false,
                Schema = schemas["CustomResourceDefinition"], Rules = new DefinitionRules(),
                Columns = [PrinterColumn.Name, PrinterColumn.Path("Created At", "date", ".metadata.creationTimestamp", raw: true)],
            },
        ];
    }

    private static readonly string[] EventFields =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
        "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ];

    private static ResourceKind CoreEvents(SchemaNode schema) => new()
    {
        Group = "",
        Version = "v1",
        Kind = "Event",
        ListKind = "EventList",
        Plural = "events",
        Singular = "event",
        IsNamespaced = true,
        ShortNames = ["ev"],
        AllowsCreateOnUpdate = true,
        Schema = schema,
        Columns = BuiltInColumns.Events,
        SelectableFields = EventFields,
    };

    private static Dictionary<string, SchemaNode> Schemas()
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream("Transship.Embedded.Kinds.BuiltInSchemas.json")
            ?? throw new InvalidOperationException("The schemas of the built-in kinds are missing from the assembly.");
        var all = (JsonObject)JsonNode.Parse(stream)!;
        return all.ToDictionary(entry => entry.Key, entry => SchemaReader.ReadRoot(((JsonObject)entry.Value!).Clone()), StringComparer.Ordinal);
    }
}
