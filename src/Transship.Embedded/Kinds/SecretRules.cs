using System.Text;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Kinds;

/// <summary>stringData is written into data; the type never changes.</summary>
internal sealed class SecretRules : ImmutableDataRules
{
    public override void Prepare(JsonObject target, JsonObject? previous)
    {
        if (target["stringData"] is JsonObject plain)
        {
            var data = target.GetOrAddObject("data");
            foreach (var (name, value) in plain)
            {
                data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsString() ?? ""));
            }

            target.Remove("stringData");
        }

        if (string.IsNullOrEmpty(target["type"].AsString()))
        {
            target["type"] = "Opaque";
        }
    }

    public override IEnumerable<FieldError> Validate(JsonObject target, JsonObject? previous)
    {
        foreach (var error in base.Validate(target, previous))
        {
            yield return error;
        }

        if (previous is not null && previous["type"].AsString() != target["type"].AsString())
        {
            yield return FieldError.Invalid("type", target["type"], "field is immutable");
        }

        var required = target["type"].AsString() switch
        {
            "kubernetes.io/dockerconfigjson" => ".dockerconfigjson",
            "kubernetes.io/dockercfg" => ".dockercfg",
            "kubernetes.io/ssh-auth" => "ssh-privatekey",
            _ => null,
        };
        if (required is not null && !target.Object("data").ContainsKey(required))
        {
            yield return FieldError.Required($"data[{required}]");
        }
    }
}
