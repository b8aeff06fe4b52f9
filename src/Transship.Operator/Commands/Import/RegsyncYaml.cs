using Transship.Kubernetes.Manifests;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Transship.Operator.Commands.Import;

/// <summary>Reads YAML with merge keys into mappings, lists and texts: what a text means is up to whoever takes it.</summary>
internal sealed class RegsyncYaml
{
    private const int MaxDepth = 100;

    private readonly MergingParser _parser;
    private readonly Dictionary<AnchorName, object?> _anchors = [];

    private RegsyncYaml(string text) => _parser = new MergingParser(new Parser(new StringReader(text)));

    /// <summary>Reads the mapping that a text is.</summary>
    /// <exception cref="ManifestException">The text is something else.</exception>
    public static IReadOnlyDictionary<string, object?> Read(string text, string file)
    {
        try
        {
            return new RegsyncYaml(text).ReadDocument() ?? throw new ManifestException(file, 0, "the file is empty; a regsync configuration is expected");
        }
        catch (YamlException e)
        {
            throw new ManifestException(file, (int)e.Start.Line, "this is no valid YAML mapping", e);
        }
    }

    private IReadOnlyDictionary<string, object?>? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out var start))
        {
            return null;
        }

        return ReadValue(0) switch
        {
            null => null,
            IReadOnlyDictionary<string, object?> mapping => mapping,
            _ => throw new YamlException(start.Start, start.End, "a mapping is expected"),
        };
    }

    private object? ReadValue(int depth)
    {
        if (depth > MaxDepth || !_parser.TryConsume<NodeEvent>(out var node))
        {
            if (_parser.TryConsume<AnchorAlias>(out var alias) && _anchors.TryGetValue(alias.Value, out var named))
            {
                return named;
            }

            throw new YamlException(_parser.Current!.Start, _parser.Current.End, "a value is expected");
        }

        object? value = node switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadSequence(depth),
            _ => ReadMapping(depth),
        };
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor] = value;
        }

        return value;
    }

    private static string? ReadScalar(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL" ? null : scalar.Value;

    private List<object?> ReadSequence(int depth)
    {
        var items = new List<object?>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadValue(depth + 1));
        }

        return items;
    }

    private Dictionary<string, object?> ReadMapping(int depth)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            // Of two values for one name the later one counts: that of the mapping itself, after what it merged.
            var name = _parser.Consume<Scalar>().Value;
            members[name] = ReadValue(depth + 1);
        }

        return members;
    }
}
