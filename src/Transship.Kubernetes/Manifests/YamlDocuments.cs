using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Transship.Kubernetes.Manifests;

/// <summary>One document of a YAML stream.</summary>
/// <param name="Root">The content; null for an empty document.</param>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Lines">The line of each field, by its path.</param>
internal sealed record YamlDocument(JsonNode? Root, int Line, IReadOnlyDictionary<string, int> Lines);

/// <summary>Turns YAML 1.2, of which JSON is a part, into JSON nodes and remembers where each field stands.</summary>
internal sealed class YamlDocuments
{
    /// <summary>Bounds what aliases can blow up a small file to.</summary>
    private const int MaxNodes = 500_000;

    private const int MaxDepth = 100;

    private readonly IParser _parser;
    private readonly string _file;
    private readonly Func<Scalar, JsonValue?> _scalar;
    private readonly Dictionary<string, JsonNode?> _anchors = new(StringComparer.Ordinal);
    private Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlDocuments(IParser parser, string file, Func<Scalar, JsonValue?> scalar)
    {
        _parser = parser;
        _file = file;
        _scalar = scalar;
    }

    /// <exception cref="ManifestException">The text is no YAML.</exception>
    internal static IReadOnlyList<YamlDocument> Read(string text, string file) => Read(text, file, YamlScalar.Parse);

    /// <param name="text">The text.</param>
    /// <param name="file">The name that errors carry.</param>
    /// <param name="scalar">What a scalar stands for.</param>
    /// <exception cref="ManifestException">The text is no YAML.</exception>
    internal static IReadOnlyList<YamlDocument> Read(string text, string file, Func<Scalar, JsonValue?> scalar)
    {
        // JSON may be indented with tabs, YAML may not.
        using var reader = new StringReader(text.TrimStart().StartsWith('{') ? text.Replace('\t', ' ') : text);
        var parser = new Parser(reader);
        try
        {
            return new YamlDocuments(parser, file, scalar).ReadAll();
        }
        catch (YamlException e)
        {
            throw new ManifestException(file, (int)e.Start.Line, $"this is no valid YAML: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The scanner throws these for some malformed flow sequences and names.
            throw new ManifestException(file, parser.Current is { } last ? (int)last.End.Line : 0, "this is no valid YAML: what follows cannot be understood", e);
        }
    }

    private List<YamlDocument> ReadAll()
    {
        var documents = new List<YamlDocument>();
        _parser.Consume<StreamStart>();
        while (_parser.TryConsume<DocumentStart>(out _))
        {
            _lines = new Dictionary<string, int>(StringComparer.Ordinal);
            _anchors.Clear();
            var line = Line(_parser.Current!);
            var root = ReadNode("", 0);
            _parser.Consume<DocumentEnd>();
            documents.Add(new YamlDocument(root, line, _lines));
        }

        return documents;
    }

    private JsonNode? ReadNode(string path, int depth)
    {
        var line = Line(_parser.Current!);
        if (depth > MaxDepth)
        {
            throw new ManifestException(_file, line, $"the nesting is deeper than {MaxDepth} levels");
        }

        Count(1, line);
        _lines.TryAdd(path, line);
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Resolve(alias, line);
        }

        var anchor = (_parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        JsonNode? node = _parser.Current switch
        {
            Scalar => _scalar(_parser.Consume<Scalar>()),
            SequenceStart => ReadSequence(path, depth),
            MappingStart => ReadMapping(path, depth),
            _ => throw new ManifestException(_file, line, "this is no valid YAML: a value is missing"),
        };
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }

        return node;
    }

    private JsonNode? Resolve(AnchorAlias alias, int line)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw new ManifestException(_file, line, $"the alias *{alias.Value.Value} names no anchor above it");
        }

        Count(Size(target), line);
        return target?.DeepClone();
    }

    private JsonArray ReadSequence(string path, int depth)
    {
        _parser.Consume<SequenceStart>();
        var array = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            array.Add(ReadNode($"{path}[{array.Count}]", depth + 1));
        }

        return array;
    }

    private JsonObject ReadMapping(string path, int depth)
    {
        _parser.Consume<MappingStart>();
        var mapping = new JsonObject();
        var merged = new List<JsonNode?>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var line = Line(_parser.Current!);
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw new ManifestException(_file, line, "a key must be a plain word");
            }

            var field = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            _lines[field] = line;
            var value = ReadNode(field, depth + 1);
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
            {
                merged.Add(value);
            }
            else if (!mapping.TryAdd(key.Value, value))
            {
                throw new ManifestException(_file, line, $"the key '{field}' stands here twice");
            }
        }

        Merge(mapping, merged);
        return mapping;
    }

    /// <summary>Merge keys (<c>&lt;&lt;: *base</c>): what the mapping itself says wins.</summary>
    private static void Merge(JsonObject mapping, List<JsonNode?> merged)
    {
        var sources = merged.SelectMany(node => node is JsonArray array ? (IEnumerable<JsonNode?>)array : [node]).OfType<JsonObject>();
        foreach (var (key, value) in sources.SelectMany(source => source))
        {
            mapping.TryAdd(key, value?.DeepClone());
        }
    }

    private void Count(int nodes, int line)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
        {
            throw new ManifestException(_file, line, $"the file holds more than {MaxNodes} values");
        }
    }

    private static int Size(JsonNode? node) => node switch
    {
        JsonObject mapping => 1 + mapping.Sum(member => Size(member.Value)),
        JsonArray array => 1 + array.Sum(Size),
        _ => 1,
    };

    private static int Line(ParsingEvent parsingEvent) => (int)parsingEvent.Start.Line;
}
