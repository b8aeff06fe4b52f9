using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Transship.Kubernetes.Manifests;

/// <summary>The types of plain scalars by the core schema of YAML 1.2 (section 10.3); quoted ones are strings.</summary>
internal static partial class YamlScalar
{
    internal static JsonValue? Parse(Scalar scalar)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain)
        {
            return JsonValue.Create(text);
        }

        return scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? Resolve(text) : Tagged(scalar.Tag.Value, text);
    }

    /// <summary>The scalar as it is written; null where it says so.</summary>
    internal static JsonValue? Text(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && Resolve(scalar.Value) is null ? null : JsonValue.Create(scalar.Value);

    /// <summary>Whether a plain scalar of this text would be read as something other than a string, by us or by a YAML 1.1 reader.</summary>
    internal static bool NeedsQuotes(string text) =>
        Resolve(text) is not JsonValue value || !value.TryGetValue<string>(out _) || Yaml11().IsMatch(text);

    private static JsonValue? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ => Number(text) ?? JsonValue.Create(text),
    };

    private static JsonValue? Tagged(string tag, string text) => tag switch
    {
        "tag:yaml.org,2002:str" => JsonValue.Create(text),
        _ => Resolve(text),
    };

    private static JsonValue? Number(string text)
    {
        var c = CultureInfo.InvariantCulture;
        if (Integer().IsMatch(text))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, c, out var whole) ? JsonValue.Create(whole) : JsonValue.Create(double.Parse(text, c));
        }

        if (Hexadecimal().IsMatch(text))
        {
            return JsonValue.Create(long.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, c));
        }

        if (Octal().IsMatch(text))
        {
            return JsonValue.Create(Convert.ToInt64(text[2..], 8));
        }

        return Float().IsMatch(text) && double.Parse(text, c) is var number && double.IsFinite(number) ? JsonValue.Create(number) : null;
    }

    [GeneratedRegex(@"^[-+]?[0-9]+$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^0x[0-9a-fA-F]{1,15}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^0o[0-7]{1,20}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Float();

    /// <summary>Words, sexagesimal numbers, dates and underscored numbers that older readers take for something else.</summary>
    [GeneratedRegex(
        @"^([yY]|[nN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|=|<<|[-+]?[0-9][0-9_]*(:[0-9]{1,2})+(\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[-+]?[0-9][0-9_]+|[-+]?\.(inf|Inf|INF|nan|NaN|NAN)|0b[01_]+)$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Yaml11();
}
