using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Kinds;

/// <summary>Data that is marked as immutable stays as it is, and so does the mark.</summary>
internal class ImmutableDataRules : KindRules
{
    private const int MaxDataBytes = 1 << 20;

    public override IEnumerable<FieldError> Validate(JsonObject target, JsonObject? previous)
    {
        if (target.Object("data").Sum(entry => entry.Value.AsString()?.Length ?? 0) > MaxDataBytes * 4L / 3)
        {
            yield return FieldError.TooLong("data", MaxDataBytes);
        }

        foreach (var (name, _) in target.Object("data"))
        {
            if (name.Length is 0 or > 253 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            {
                yield return FieldError.Invalid($"data[{name}]", name, "a valid config key must consist of alphanumeric characters, '-', '_' or '.'");
            }
        }

        if (previous?["immutable"].AsBool() != true)
        {
            yield break;
        }

        if (target["immutable"].AsBool() != true)
        {
            yield return FieldError.Forbidden("immutable", "field is immutable when `immutable` is set");
        }

        if (!JsonNode.DeepEquals(target["data"], previous["data"]))
        {
            yield return FieldError.Forbidden("data", "field is immutable when `immutable` is set");
        }
    }
}
