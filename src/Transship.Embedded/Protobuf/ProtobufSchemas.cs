namespace Transship.Embedded.Protobuf;

/// <summary>
/// The messages that kubectl sends as protobuf: what <c>kubectl create namespace|secret|configmap|serviceaccount</c> makes.
/// Field numbers as in the generated.proto files of k8s.io/api and k8s.io/apimachinery, which never change them.
/// </summary>
internal static class ProtobufSchemas
{
    private static readonly ProtobufSchema OwnerReference = Schema(
        (1, Text("kind")), (3, Text("name")), (4, Text("uid")), (5, Text("apiVersion")), (6, Flag("controller")), (7, Flag("blockOwnerDeletion")));

    private static readonly ProtobufSchema ObjectMeta = Schema(
        (1, Text("name")), (2, Text("generateName")), (3, Text("namespace")), (5, Text("uid")), (6, Text("resourceVersion")),
        (7, new ProtobufField("generation", ProtobufKind.Integer)), (8, new ProtobufField("creationTimestamp", ProtobufKind.Time)),
        (9, new ProtobufField("deletionTimestamp", ProtobufKind.Time)), (10, new ProtobufField("deletionGracePeriodSeconds", ProtobufKind.Integer)),
        (11, new ProtobufField("labels", ProtobufKind.TextMap)), (12, new ProtobufField("annotations", ProtobufKind.TextMap)),
        (13, new ProtobufField("ownerReferences", ProtobufKind.Message, IsRepeated: true, OwnerReference)), (14, Text("finalizers", isRepeated: true)));

    private static readonly (int, ProtobufField) Metadata = (1, new ProtobufField("metadata", ProtobufKind.Message, Message: ObjectMeta));

    private static readonly ProtobufSchema LocalReference = Schema((1, Text("name")));

    private static readonly ProtobufSchema ObjectReference = Schema((1, Text("kind")), (2, Text("namespace")), (3, Text("name")), (4, Text("uid")));

    // Of a review only the question's kind matters: whoever can connect may do everything.
    private static readonly ProtobufSchema Review = Schema(Metadata);

    private static readonly ProtobufSchema DeleteOptions = Schema(
        (1, new ProtobufField("gracePeriodSeconds", ProtobufKind.Integer)),
        (2, new ProtobufField("preconditions", ProtobufKind.Message, Message: Schema((1, Text("uid")), (2, Text("resourceVersion"))))),
        (3, Flag("orphanDependents")), (4, Text("propagationPolicy")), (5, Text("dryRun", isRepeated: true)));

    private static readonly Dictionary<string, ProtobufSchema> Kinds = new(StringComparer.Ordinal)
    {
        ["v1/Namespace"] = Schema(
            Metadata, (2, new ProtobufField("spec", ProtobufKind.Message, Message: Schema((1, Text("finalizers", isRepeated: true))))),
            (3, new ProtobufField("status", ProtobufKind.Message, Message: Schema((1, Text("phase")))))),
        ["v1/Secret"] = Schema(
            Metadata, (2, new ProtobufField("data", ProtobufKind.BytesMap)), (3, Text("type")), (4, new ProtobufField("stringData", ProtobufKind.TextMap)),
            (5, Flag("immutable"))),
        ["v1/ConfigMap"] = Schema(
            Metadata, (2, new ProtobufField("data", ProtobufKind.TextMap)), (3, new ProtobufField("binaryData", ProtobufKind.BytesMap)), (4, Flag("immutable"))),
        ["v1/ServiceAccount"] = Schema(
            Metadata, (2, new ProtobufField("secrets", ProtobufKind.Message, IsRepeated: true, ObjectReference)),
            (3, new ProtobufField("imagePullSecrets", ProtobufKind.Message, IsRepeated: true, LocalReference)), (4, Flag("automountServiceAccountToken"))),
    };

    /// <summary>The envelope around every object (runtime.Unknown): its type, and its bytes.</summary>
    public static ProtobufSchema Envelope { get; } = Schema(
        (1, new ProtobufField("typeMeta", ProtobufKind.Message, Message: Schema((1, Text("apiVersion")), (2, Text("kind"))))),
        (2, new ProtobufField("raw", ProtobufKind.Bytes)));

    /// <summary>The schema of a kind; null where it is not one that comes as protobuf.</summary>
    public static ProtobufSchema? Of(string apiVersion, string kind) => kind switch
    {
        "DeleteOptions" => DeleteOptions,
        _ when kind.EndsWith("Review", StringComparison.Ordinal) => Review,
        _ => Kinds.GetValueOrDefault($"{apiVersion}/{kind}"),
    };

    private static ProtobufSchema Schema(params (int Number, ProtobufField Field)[] fields) => new(fields.ToDictionary(f => f.Number, f => f.Field));

    private static ProtobufField Text(string name, bool isRepeated = false) => new(name, ProtobufKind.Text, isRepeated);

    private static ProtobufField Flag(string name) => new(name, ProtobufKind.Flag);
}
