using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Storage;

/// <summary>One version of one object. Nobody changes <see cref="Node"/> in place.</summary>
/// <param name="json">The object as JSON in UTF-8.</param>
/// <param name="version">The resource version.</param>
internal sealed class StoredObject(byte[] json, long version)
{
    private View? _view;

    public byte[] Json { get; } = json;

    public long Version { get; } = version;

    public JsonObject Node { get; } = JsonNodes.ParseObject(json);

    public ObjectMeta Meta => new(Node);

    /// <summary>Says that the object is stored as a kind shows it: it went through that kind's schema just now.</summary>
    public StoredObject AdmittedAs(ResourceKind kind)
    {
        _view = new View(kind, Node, Json);
        return this;
    }

    /// <summary>The object as a kind shows it; made once per kind.</summary>
    public View As(ResourceKind kind)
    {
        var view = _view;
        if (view is null || !ReferenceEquals(view.Kind, kind))
        {
            view = View.Of(this, kind);
            _view = view;
        }

        return view;
    }
}
