using System.Runtime.InteropServices;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// A small YAML document as a tree of <see cref="ChartScalar"/>, lists and mappings; null for nothing. Nesting is bounded, so that no document can exhaust the
/// stack; and so are values and their text, those that an alias repeats counted each time, so that none can exhaust the memory.
/// </summary>
internal sealed class ChartYaml
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 100_000;
    private const int MaxText = 5 * 1024 * 1024; // no more than a file of a chart may have

    private readonly Dictionary<AnchorName, Anchored> _anchors = [];
    private readonly Parser _parser;
    private Extent _read;

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

        var before = _read;
        switch (_parser.Consume<ParsingEvent>())
        {
            case AnchorAlias alias:
                var known = _anchors.GetValueOrDefault(alias.Value) ?? throw new YamlException(alias.Start, alias.End, $"there is no anchor '{alias.Value}'");
                Count(known.Extent, alias);
                return known.Node;
            case Scalar scalar:
                Count(new Extent(1, scalar.Value.Length), scalar);
                return Keep(scalar.Anchor, new ChartScalar(scalar.IsPlainImplicit && scalar.Style == ScalarStyle.Plain ? PlainScalar.Text(scalar.Value) : scalar.Value), before);
            case SequenceStart sequence:
                Count(new Extent(1, 0), sequence);
                var items = new List<object?>();
                while (!_parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Node(depth + 1));
                }

                return Keep(sequence.Anchor, items, before);
            case MappingStart mapping:
                Count(new Extent(1, 0), mapping);
                return Keep(mapping.Anchor, Mapping(depth), before);
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

    private void Count(Extent more, ParsingEvent at)
    {
        _read = new Extent(_read.Nodes + more.Nodes, _read.Text + more.Text);
        if (_read.Nodes > MaxNodes || _read.Text > MaxText)
        {
            throw new YamlException(at.Start, at.End, $"it holds more than {MaxNodes} values or {MaxText} characters, those that aliases repeat counted each time");
        }
    }

    private T Keep<T>(AnchorName anchor, T node, Extent before)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = new Anchored(node, new Extent(_read.Nodes - before.Nodes, _read.Text - before.Text));
        }

        return node;
    }

    /// <summary>How much there is of a node, with all that is in it.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Extent(int Nodes, int Text);

    private sealed record Anchored(object? Node, Extent Extent);
}

/// <summary>A scalar, as the text that Helm makes of it where it wants text; null for YAML's null.</summary>
internal sealed record ChartScalar(string? Text);
