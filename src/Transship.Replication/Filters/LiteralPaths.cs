using System.Buffers;

namespace Transship.Replication.Filters;

/// <summary>Patterns that name what they match one by one, so that nothing has to be listed: <c>library/{hello-world,busybox}</c>.</summary>
internal static class LiteralPaths
{
    /// <summary>The most paths that a pattern is expanded to; past it a listing is cheaper.</summary>
    public const int MaxPaths = 1024;

    private static readonly SearchValues<char> Special = SearchValues.Create(@"*?[\]^");

    /// <summary>The paths that a pattern names, component by component, or null when it does not name them.</summary>
    /// <param name="pattern">The pattern.</param>
    public static IReadOnlyList<string>? Expand(string pattern)
    {
        if (pattern.Length == 0)
        {
            return null;
        }

        IReadOnlyList<string>? paths = null;
        foreach (var component in pattern.Split('/'))
        {
            if (ExpandComponent(component) is not { } names || (paths?.Count ?? 1) * names.Count > MaxPaths)
            {
                return null;
            }

            paths = paths is null ? names : [.. paths.SelectMany(path => names, (path, name) => $"{path}/{name}")];
        }

        return paths is null ? null : [.. paths.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The leading path components that a pattern names literally, each with its slash: <c>library/</c> of <c>library/**</c>.</summary>
    /// <param name="pattern">The pattern.</param>
    public static string Prefix(string pattern)
    {
        var components = pattern.Split('/');
        var literal = components.SkipLast(1).TakeWhile(component => ExpandComponent(component) is [var only] && only == component);

        // Braces may hold slashes: a component is only known where none is open.
        return pattern.AsSpan().ContainsAny('{', '\\') ? "" : string.Concat(literal.Select(component => component + "/"));
    }

    /// <summary>The names that one component stands for: itself, or one for each choice of its only pair of braces. Null when it is no such component.</summary>
    /// <param name="component">The component.</param>
    public static IReadOnlyList<string>? ExpandComponent(string component)
    {
        if (component.Length == 0 || component.Contains('/') || component.AsSpan().ContainsAny(Special))
        {
            return null;
        }

        var open = component.IndexOf('{');
        var close = component.IndexOf('}');
        if (open < 0 && close < 0)
        {
            return [component];
        }

        if (open < 0 || close < open || component.LastIndexOf('{') != open || component.LastIndexOf('}') != close)
        {
            return null;
        }

        return [.. component[(open + 1)..close].Split(',').Select(choice => component[..open] + choice + component[(close + 1)..])];
    }
}
