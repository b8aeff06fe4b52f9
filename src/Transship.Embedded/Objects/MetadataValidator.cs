using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Objects;

/// <summary>Checks the metadata that every object has.</summary>
internal static partial class MetadataValidator
{
    private const int MaxAnnotationBytes = 256 << 10;

    private const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string ValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string NameRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    public static IEnumerable<FieldError> Validate(JsonObject target, JsonObject? previous, ResourceKind kind)
    {
        var meta = new ObjectMeta(target);
        return [.. Name(meta, kind), .. Labels(meta), .. Annotations(meta), .. Finalizers(meta), .. Owners(meta), .. previous is null ? [] : Unchanged(meta, new ObjectMeta(previous))];
    }

    private static IEnumerable<FieldError> Name(ObjectMeta meta, ResourceKind kind)
    {
        var isLabel = kind.StorageName == BuiltInKinds.Namespaces;
        var limit = isLabel ? 63 : 253;
        if (meta.Name.Length == 0)
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        }
        else if (meta.Name.Length > limit)
        {
            yield return FieldError.Invalid("metadata.name", meta.Name, $"must be no more than {limit} characters");
        }
        else if (!(isLabel ? DnsLabel() : Subdomain()).IsMatch(meta.Name))
        {
            yield return FieldError.Invalid("metadata.name", meta.Name, isLabel ? LabelRule : SubdomainRule);
        }
    }

    private static IEnumerable<FieldError> Labels(ObjectMeta meta)
    {
        foreach (var (name, value) in meta.Labels ?? [])
        {
            if (!IsQualifiedName(name))
            {
                yield return FieldError.Invalid("metadata.labels", name, NameRule);
            }

            var text = value.AsString() ?? "";
            if (text.Length > 63)
            {
                yield return FieldError.Invalid("metadata.labels", text, "must be no more than 63 characters");
            }
            else if (!LabelValue().IsMatch(text))
            {
                yield return FieldError.Invalid("metadata.labels", text, ValueRule);
            }
        }
    }

    private static IEnumerable<FieldError> Annotations(ObjectMeta meta)
    {
        long size = 0;
        foreach (var (name, value) in meta.Annotations ?? [])
        {
            size += name.Length + (value.AsString()?.Length ?? 0);
            if (!IsQualifiedName(name.ToLowerInvariant()))
            {
                yield return FieldError.Invalid("metadata.annotations", name, NameRule);
            }
        }

        if (size > MaxAnnotationBytes)
        {
            yield return FieldError.TooLong("metadata.annotations", MaxAnnotationBytes);
        }
    }

    private static IEnumerable<FieldError> Finalizers(ObjectMeta meta)
    {
        foreach (var finalizer in meta.Finalizers)
        {
            if (!IsQualifiedName(finalizer))
            {
                yield return FieldError.Invalid("metadata.finalizers", finalizer, NameRule);
            }
        }
    }

    private static IEnumerable<FieldError> Owners(ObjectMeta meta)
    {
        var owners = meta.Owners.ToArray();
        for (var i = 0; i < owners.Length; i++)
        {
            var owner = owners[i];
            foreach (var (name, value) in new[] { ("apiVersion", owner.ApiVersion), ("kind", owner.Kind), ("name", owner.Name), ("uid", owner.Uid) })
            {
                if (value.Length == 0)
                {
                    yield return FieldError.Invalid($"metadata.ownerReferences[{i}].{name}", value, $"{name} must not be empty");
                }
            }
        }

        if (owners.Count(owner => owner.IsController) > 1)
        {
            yield return FieldError.Invalid("metadata.ownerReferences", "", "Only one reference can have Controller set to true");
        }
    }

    private static IEnumerable<FieldError> Unchanged(ObjectMeta meta, ObjectMeta previous)
    {
        if (previous.IsTerminating)
        {
            var added = meta.Finalizers.Except(previous.Finalizers, StringComparer.Ordinal).ToArray();
            if (added.Length > 0)
            {
                yield return FieldError.Forbidden(
                    "metadata.finalizers",
                    $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(name => $"\"{name}\""))}}}");
            }
        }
    }

    private static bool IsQualifiedName(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var local = name[(slash + 1)..];
        return local.Length is > 0 and <= 63 && QualifiedName().IsMatch(local) && (slash < 0 || (slash > 0 && slash <= 253 && Subdomain().IsMatch(name[..slash])));
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex QualifiedName();
}
