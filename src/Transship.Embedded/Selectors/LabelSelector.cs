using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Selectors;

/// <summary>A label selector: equality, set and existence requirements, all of which must hold.</summary>
internal sealed partial class LabelSelector
{
    private readonly List<Requirement> _requirements = [];

    public bool IsEmpty => _requirements.Count == 0;

    /// <summary>Parses a selector.</summary>
    /// <param name="text">As in <c>app=web,tier in (a,b),!old</c>; null and empty select everything.</param>
    /// <exception cref="ApiException">The selector cannot be understood (400).</exception>
    public static LabelSelector Parse(string? text)
    {
        var selector = new LabelSelector();
        foreach (var part in Split(text ?? ""))
        {
            selector._requirements.Add(Read(part));
        }

        return selector;
    }

    public bool Matches(JsonObject node)
    {
        if (_requirements.Count == 0)
        {
            return true;
        }

        var labels = new ObjectMeta(node).Labels;
        return _requirements.TrueForAll(requirement => requirement.Holds(labels?[requirement.Key].AsString()));
    }

    private static IEnumerable<string> Split(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                var part = text[start..i].Trim();
                if (part.Length > 0)
                {
                    yield return part;
                }

                start = i + 1;
            }
            else
            {
                depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }
    }

    private static Requirement Read(string part)
    {
        var match = Form().Match(part);
        if (!match.Success)
        {
            throw ApiErrors.BadRequest($"unable to parse requirement: found '{part}', expected: a label selector requirement");
        }

        var key = match.Groups["key"].Value;
        var values = match.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
        return match.Groups["op"].Value switch
        {
            "=" or "==" => new(key, value => value == match.Groups["value"].Value),
            "!=" => new(key, value => value != match.Groups["value"].Value),
            "in" => new(key, value => value is not null && values.Contains(value, StringComparer.Ordinal)),
            "notin" => new(key, value => value is null || !values.Contains(value, StringComparer.Ordinal)),
            _ when match.Groups["not"].Length > 0 => new(key, value => value is null),
            _ => new(key, value => value is not null),
        };
    }

    [GeneratedRegex(@"\A(?<not>!?)\s*(?<key>[A-Za-z0-9][A-Za-z0-9._/-]*)\s*((?<op>==?|!=)\s*(?<value>[A-Za-z0-9._-]*)|(?<op>in|notin)\s*\((?<values>[^()]*)\))?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    private sealed record Requirement(string Key, Predicate<string?> Holds);
}
