using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Transship.Embedded.Documents;

/// <summary>One YAML document as JSON, with the scalars of the YAML 1.1 core schema as Kubernetes reads them.</summary>
internal static partial class YamlDocument
{
    private const int MaxDepth = 128;
    private const int MaxNodes = 200_000;

    public static JsonNode Parse(string text, List<string> duplicates)
    {
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            throw new YamlException("the document is empty");
        }

        var left = MaxNodes;
        var root = Read(parser, "", 0, ref left, duplicates);
        parser.Consume<DocumentEnd>();
        return root ?? throw new YamlException("the document is empty");
    }

    private static JsonNode? Read(Parser parser, string path, int depth, ref int left, List<string> duplicates)
    {
        if (depth > MaxDepth || --left < 0)
        {
            throw new YamlException("the document is too deep or too large");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return Value(scalar);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Read(parser, $"{path}[{items.Count}]", depth + 1, ref left, duplicates));
            }

            return items;
        }

        if (!parser.TryConsume<MappingStart>(out _))
        {
            throw new YamlException("anchors and aliases are not taken");
        }

        var members = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = parser.Consume<Scalar>().Value;
            var child = path.Length == 0 ? name : $"{path}.{name}";
            if (members.ContainsKey(name))
            {
                duplicates.Add($"duplicate field \"{child}\"");
            }

            members[name] = Read(parser, child, depth + 1, ref left, duplicates);
        }

        return members;
    }

    private static JsonValue? Value(Scalar scalar)
    {
        var text = scalar.Value;
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => JsonValue.Create(true),
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => JsonValue.Create(false),
            _ when Integer().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            _ when Octal().IsMatch(text) => JsonValue.Create(Convert.ToInt64(text, 8)),
            _ when Float().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) => JsonValue.Create(real),
            _ => JsonValue.Create(text),
        };
    }

    [GeneratedRegex(@"\A[-+]?(0|[1-9][0-9]*)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A0[0-7]{1,20}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Octal();

    [GeneratedRegex(@"\A[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Float();
}
