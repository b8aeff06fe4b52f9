using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Transship.Kubernetes.Manifests;

/// <summary>Writes Kubernetes objects as YAML: keys sorted, two spaces, the same text for the same object always.</summary>
public static class ManifestWriter
{
    /// <summary>One or several objects as a YAML stream, with <c>---</c> before each object.</summary>
    /// <param name="objects">The objects.</param>
    public static string ToYaml(params IEnumerable<JsonObject> objects)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        foreach (var content in objects)
        {
            writer.WriteLine("---");
            Write(content, writer);
        }

        return writer.ToString();
    }

    private static void Write(JsonObject content, StringWriter writer)
    {
        var settings = new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, newLine: "\n");
        var emitter = new Emitter(writer, settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(content, emitter);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static void Emit(JsonNode? node, Emitter emitter)
    {
        switch (node)
        {
            case JsonObject mapping:
                emitter.Emit(new MappingStart(null, null, isImplicit: true, mapping.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in mapping.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    emitter.Emit(Text(key));
                    Emit(value, emitter);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray array:
                emitter.Emit(new SequenceStart(null, null, isImplicit: true, array.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in array)
                {
                    Emit(item, emitter);
                }

                emitter.Emit(new SequenceEnd());
                break;
            default:
                emitter.Emit(node?.GetValueKind() == JsonValueKind.String ? Text(node.GetValue<string>()) : new Scalar(node?.ToJsonString() ?? "null"));
                break;
        }
    }

    private static Scalar Text(string text)
    {
        var style = ScalarStyle.Plain;
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            style = IsPlainBlock(text) ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted;
        }
        else if (YamlScalar.NeedsQuotes(text))
        {
            style = ScalarStyle.DoubleQuoted;
        }

        return new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true);
    }

    /// <summary>Block style keeps lines readable, but not every white space and no control characters.</summary>
    private static bool IsPlainBlock(string text) =>
        !char.IsWhiteSpace(text[0]) && !text.EndsWith("\n\n", StringComparison.Ordinal) && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'));
}
