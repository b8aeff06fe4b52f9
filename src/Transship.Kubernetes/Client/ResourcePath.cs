using System.Text;
using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Client;

/// <summary>Builds the path and the query of a request.</summary>
internal sealed class ResourcePath
{
    private readonly StringBuilder _text;
    private char _separator = '?';

    private ResourcePath(string path) => _text = new StringBuilder(path);

    private ResourcePath(EntityDefinition definition, string? @namespace)
        : this("")
    {
        _text.Append(definition.Group.Length == 0 ? "/api/" : $"/apis/{definition.Group}/").Append(definition.Version);
        if (definition.Scope == EntityScope.Namespaced && !string.IsNullOrEmpty(@namespace))
        {
            _text.Append("/namespaces/").Append(Uri.EscapeDataString(@namespace));
        }

        _text.Append('/').Append(definition.Plural);
    }

    /// <param name="definition">The kind.</param>
    /// <param name="namespace">The namespace; null or empty for all of them.</param>
    internal static ResourcePath Collection(EntityDefinition definition, string? @namespace) => new(definition, @namespace);

    /// <summary>A path of the server itself, as in <c>/version</c>.</summary>
    internal static ResourcePath Server(string path) => new(path);

    /// <exception cref="ArgumentException">The name is empty: the request would go to the collection.</exception>
    internal static ResourcePath Object(EntityDefinition definition, string? @namespace, string name, string? subresource = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var path = new ResourcePath(definition, @namespace);
        path._text.Append('/').Append(Uri.EscapeDataString(name));
        if (subresource is not null)
        {
            path._text.Append('/').Append(subresource);
        }

        return path;
    }

    /// <summary>Adds a parameter; null adds none.</summary>
    internal ResourcePath With(string parameter, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(parameter).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public override string ToString() => _text.ToString();
}
