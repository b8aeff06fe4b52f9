using System.Globalization;
using System.Text;
using Transship.Registry.Errors;
using YamlDotNet.Core;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// The metadata of a chart, as Helm reads it from Chart.yaml and, of charts of version 1, from requirements.yaml: names without regard to case, scalars made
/// text, what cannot be printed left out.
/// </summary>
internal sealed class ChartMetadata
{
    private readonly IReadOnlyDictionary<string, object?> _members;

    private ChartMetadata(IReadOnlyDictionary<string, object?> members) => _members = members;

    /// <summary>The name of the chart.</summary>
    public string Name => Printable("name");

    /// <summary>The version of the chart.</summary>
    public string Version => Text("version");

    /// <summary>The version of the form of chart, v1 where it does not say.</summary>
    public string ApiVersion => Text("apiVersion") is { Length: > 0 } version ? version : "v1";

    /// <summary>Whether it is given up.</summary>
    public bool IsDeprecated => Flag("deprecated");

    /// <summary>Free key and value pairs.</summary>
    public IReadOnlyDictionary<string, string> Annotations => Find("annotations") switch
    {
        IReadOnlyDictionary<string, object?> pairs => pairs.ToDictionary(p => p.Key, p => TextOf(p.Value, "annotations"), StringComparer.Ordinal),
        var other => IsNothing(other) ? new Dictionary<string, string>(StringComparer.Ordinal) : throw Wrong("annotations", "a mapping"),
    };

    /// <summary>The people behind it.</summary>
    public IReadOnlyList<ChartMetadata> Maintainers => Mappings("maintainers");

    /// <summary>The charts that it needs.</summary>
    public IReadOnlyList<ChartMetadata> Dependencies => Mappings("dependencies");

    /// <summary>Reads the metadata.</summary>
    /// <param name="chart">Chart.yaml.</param>
    /// <param name="requirements">requirements.yaml; null for none.</param>
    /// <exception cref="RegistryException">ManifestInvalid: Helm could not read it either.</exception>
    public static ChartMetadata Read(ReadOnlyMemory<byte> chart, ReadOnlyMemory<byte>? requirements)
    {
        var members = new Dictionary<string, object?>(Parse(chart, "Chart.yaml"), StringComparer.Ordinal);
        foreach (var (name, value) in requirements is { } more ? Parse(more, "requirements.yaml") : new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            members[name] = value;
        }

        var metadata = new ChartMetadata(members);
        return metadata.Name.Length > 0 && metadata.Version.Length > 0 ? metadata : throw Invalid("it has no name or no version");
    }

    /// <summary>A text; empty where it is missing.</summary>
    public string Text(string name) => TextOf(Find(name), name);

    /// <summary>A text, its white space made blanks and what cannot be printed left out; empty where it is missing.</summary>
    public string Printable(string name) => PrintableOf(Text(name));

    /// <summary>Whether a flag is set.</summary>
    public bool Flag(string name) => string.Equals(Text(name), "true", StringComparison.Ordinal);

    /// <summary>A list of texts that can be printed; empty where it is missing.</summary>
    public IReadOnlyList<string> List(string name) => [.. Items(name).Select(item => PrintableOf(TextOf(item, name)))];

    /// <summary>A list of anything; empty where it is missing.</summary>
    public IReadOnlyList<object?> Items(string name) => Find(name) switch
    {
        IReadOnlyList<object?> items => items,
        var other => IsNothing(other) ? [] : throw Wrong(name, "a list"),
    };

    private IReadOnlyList<ChartMetadata> Mappings(string name) =>
        [.. Items(name).Select(item => item is IReadOnlyDictionary<string, object?> members ? new ChartMetadata(members) : throw Wrong(name, "a list of mappings"))];

    private object? Find(string name) =>
        _members.TryGetValue(name, out var value) ? value : _members.FirstOrDefault(m => string.Equals(m.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private static bool IsNothing(object? value) => value is null or ChartScalar { Text: null };

    private static string TextOf(object? value, string name) => value switch
    {
        null => "",
        ChartScalar scalar => scalar.Text ?? "",
        _ => throw Wrong(name, "text"),
    };

    private static string PrintableOf(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                printable.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                printable.Append(rune);
            }
        }

        return printable.ToString();
    }

    private static IReadOnlyDictionary<string, object?> Parse(ReadOnlyMemory<byte> content, string file)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(content.ToArray()));
            return ChartYaml.Parse(text);
        }
        catch (YamlException e)
        {
            throw new RegistryException(RegistryErrorKind.ManifestInvalid, $"Its {file} is no valid YAML: {e.Message.ReplaceLineEndings(" ")}.", e);
        }
    }

    private static RegistryException Wrong(string name, string expected) => Invalid($"'{name}' is not {expected}");

    private static RegistryException Invalid(string why) => new(RegistryErrorKind.ManifestInvalid, $"Its Chart.yaml is not valid: {why}.");
}
