namespace Transship.Embedded.Http;

/// <summary>What a request is about, from its path alone.</summary>
internal sealed record RequestPath(string Group, string Version, string Namespace, string Resource, string Name, string Subresource)
{
    /// <summary>Reads the path of a resource request; null where it is none.</summary>
    /// <param name="segments">The segments, decoded.</param>
    public static RequestPath? Parse(string[] segments)
    {
        string group, version;
        string[] rest;
        switch (segments)
        {
            case ["api", var v, .. var tail] when tail.Length > 0:
                (group, version, rest) = ("", v, tail);
                break;
            case ["apis", var g, var v, .. var tail] when tail.Length > 0:
                (group, version, rest) = (g, v, tail);
                break;
            default:
                return null;
        }

        return rest switch
        {
            ["namespaces", var name, "status" or "finalize"] => new(group, version, "", "namespaces", name, rest[2]),
            ["namespaces", var ns, var resource] => new(group, version, ns, resource, "", ""),
            ["namespaces", var ns, var resource, var name] => new(group, version, ns, resource, name, ""),
            ["namespaces", var ns, var resource, var name, var sub] => new(group, version, ns, resource, name, sub),
            [var resource] => new(group, version, "", resource, "", ""),
            [var resource, var name] => new(group, version, "", resource, name, ""),
            [var resource, var name, var sub] => new(group, version, "", resource, name, sub),
            _ => null,
        };
    }
}
