using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// A small YAML document as a tree of <see cref="ChartScalar"/>, lists and mappings; null for nothing. Nesting is bounded, so that no document can exhaust the
/// stack.
/// </summary>
internal sealed class ChartYaml
{
    private const int MaxDepth = 32;

    private readonly Dictionary<AnchorName, object?> _anchors = [];
    private readonly Parser _parser;

    private ChartYaml(TextReader text) => _parser = new Parser(text);

    /// <summary>Reads a document whose top is a mapping; an empty one is an empty mapping.</summary>
    /// <exception cref="YamlException">It is no YAML, or no mapping.</exception>
    public static IReadOnlyDictionary<string, object?> Parse(TextReader text)
    {
        var yaml = new ChartYaml(text);
        yaml._parser.Consume<StreamStart>();
        if (!yaml._parser.TryConsume<DocumentStart>(out _))
        {
            return new Dictionary<string, object?>(StringComparer.Ordinal);
        }

        return yaml.Node(0) switch
        {
            IReadOnlyDictionary<string, object?> mapping => mapping,
            ChartScalar { Text: null } or null => new Dictionary<string, object?>(StringComparer.Ordinal),
            _ => throw new YamlException("the document is no mapping"),
        };
    }

    private object? Node(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlException($"it is nested more than {MaxDepth} deep");
        }

        switch (_parser.Consume<ParsingEvent>())
        {
            case AnchorAlias alias:
                return _anchors.TryGetValue(alias.Value, out var known) ? known : throw new YamlException(alias.Start, alias.End, $"there is no anchor '{alias.Value}'");
            case Scalar scalar:
                return Keep(scalar.Anchor, new ChartScalar(scalar.IsPlainImplicit && scalar.Style == ScalarStyle.Plain ? PlainScalar.Text(scalar.Value) : scalar.Value));
            case SequenceStart sequence:
                var items = new List<object?>();
                while (!_parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Node(depth + 1));
                }

                return Keep(sequence.Anchor, items);
            case MappingStart mapping:
                return Keep(mapping.Anchor, Mapping(depth));
            case var other:
                throw new YamlException(other.Start, other.End, "it ends too early");
        }
    }

    private Dictionary<string, object?> Mapping(int depth)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        var merged = new List<IReadOnlyDictionary<string, object?>>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var isMerge = _parser.Accept<Scalar>(out var written) && written is { Value: "<<", IsPlainImplicit: true };
            var key = (Node(depth + 1) as ChartScalar)?.Text;
            var value = Node(depth + 1);
            if (isMerge)
            {
                merged.AddRange((value as List<object?> ?? [value]).OfType<IReadOnlyDictionary<string, object?>>());
            }
            else if (key is not null)
            {
                members[key] = value;
            }
        }

        foreach (var (key, value) in merged.SelectMany(m => m))
        {
            members.TryAdd(key, value);
        }

        return members;
    }

    private T Keep<T>(AnchorName anchor, T node)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = node;
        }

        return node;
    }
}

/// <summary>A scalar, as the text that Helm makes of it where it wants text; null for YAML's null.</summary>
internal sealed record ChartScalar(string? Text);
