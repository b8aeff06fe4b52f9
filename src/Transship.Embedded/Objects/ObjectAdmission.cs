using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Objects;

/// <summary>What every object goes through before it is stored: pruning, defaults, validation.</summary>
internal static class ObjectAdmission
{
    private const int MaxObjectBytes = 3 << 19;

    /// <summary>Checks type, drops unknown fields and fills in defaults, in place.</summary>
    /// <param name="target">The object that the client sent, or that a patch led to.</param>
    /// <param name="kind">The kind of the path.</param>
    /// <param name="options">Says what becomes of unknown fields.</param>
    /// <param name="duplicates">Members that the client sent twice.</param>
    /// <exception cref="ApiException">The object is of another kind, or has unknown fields in a strict request (400).</exception>
    public static void Decode(JsonObject target, ResourceKind kind, WriteOptions options, IReadOnlyCollection<string> duplicates)
    {
        var apiVersion = target["apiVersion"].AsString();
        var name = target["kind"].AsString();
        if (kind.IsCustom && (string.IsNullOrEmpty(apiVersion) || string.IsNullOrEmpty(name)))
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {kind.Kind}): Object '{(string.IsNullOrEmpty(name) ? "Kind" : "apiVersion")}' is missing");
        }

        if (!string.IsNullOrEmpty(apiVersion) && apiVersion != kind.ApiVersion)
        {
            throw ApiErrors.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({kind.ApiVersion})");
        }

        if (!string.IsNullOrEmpty(name) && name != kind.Kind)
        {
            if (kind.IsCustom)
            {
                throw ApiErrors.OtherKind(kind, name, new ObjectMeta(target).Name);
            }

            throw ApiErrors.BadRequest($"{name} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: no kind \"{name}\" is registered for the path");
        }

        kind.Stamp(target);
        if (target["metadata"] is not null and not JsonObject)
        {
            throw ApiErrors.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: metadata must be an object");
        }

        var unknown = new List<string>();
        Pruner.Prune(target, kind.Schema, unknown);
        Report(kind, options, [.. duplicates, .. unknown.Select(field => $"unknown field \"{field}\"")]);
        Defaulter.Apply(target, kind.Schema);
    }

    /// <summary>Checks metadata, schema and the rules of the kind.</summary>
    /// <exception cref="ApiException">Something is wrong with some field (422).</exception>
    public static void Validate(JsonObject target, JsonObject? previous, ResourceKind kind)
    {
        var errors = new List<FieldError>();
        errors.AddRange(MetadataValidator.Validate(target, previous, kind));
        errors.AddRange(SchemaValidator.Validate(target, kind.Schema));
        if (errors.Count == 0)
        {
            errors.AddRange(kind.Rules.Validate(target, previous));
            errors.AddRange(RuleValidator.Validate(target, previous, kind.Schema));
        }

        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(kind, new ObjectMeta(target).Name, errors);
        }

        if (System.Text.Encoding.UTF8.GetByteCount(target.ToJsonString()) > MaxObjectBytes)
        {
            throw new ApiException(413, "RequestEntityTooLarge", $"{kind.GroupResource} \"{new ObjectMeta(target).Name}\" is larger than {MaxObjectBytes} bytes");
        }
    }

    private static void Report(ResourceKind kind, WriteOptions options, string[] problems)
    {
        if (problems.Length == 0)
        {
            return;
        }

        switch (options.FieldValidation)
        {
            case FieldValidation.Strict:
                throw ApiErrors.BadRequest(
                    $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: strict decoding error: {string.Join(", ", problems)}");
            case FieldValidation.Warn:
                options.Warnings.AddRange(problems);
                break;
        }
    }
}
