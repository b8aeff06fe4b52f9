using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Transship.Runtime.Generation;

/// <summary>The summaries of the XML documentation file of an assembly, which stands beside the program, as plain text.</summary>
internal sealed partial class XmlDocumentation
{
    private static readonly ConcurrentDictionary<Assembly, XmlDocumentation> Known = new();

    private readonly Dictionary<string, XElement> _members;

    private XmlDocumentation(Dictionary<string, XElement> members) => _members = members;

    /// <summary>What a type is; null where nothing is written.</summary>
    internal static string? Of(Type type) => In(type).Text(Id(type), "summary");

    /// <summary>What a property means; null where nothing is written.</summary>
    internal static string? Of(PropertyInfo property)
    {
        var type = Definition(property.DeclaringType!);
        var documentation = In(type);
        return documentation.Text($"P:{FullName(type)}.{property.Name}", "summary") ?? documentation.Parameter(Id(type), property.Name);
    }

    private static XmlDocumentation In(Type type) => Known.GetOrAdd(type.Assembly, Read);

    private static XmlDocumentation Read(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        if (!File.Exists(path))
        {
            return new XmlDocumentation([]);
        }

        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        var members = XDocument.Load(reader).Descendants("member").Where(member => member.Attribute("name") is not null);
        return new XmlDocumentation(members.ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal));
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static string Id(Type type) => $"T:{FullName(Definition(type))}";

    private static string FullName(Type type) => type.FullName!.Replace('+', '.');

    private string? Text(string member, string element) => Plain(_members.GetValueOrDefault(member)?.Element(element));

    /// <summary>The property of a positional record is documented as a parameter of the record.</summary>
    private string? Parameter(string member, string name) =>
        Plain(_members.GetValueOrDefault(member)?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")?.Value == name));

    private static string? Plain(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = Spaces().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "para" } paragraph => $" {string.Concat(paragraph.Nodes().Select(Plain))} ",
        XElement element when element.Attribute("cref")?.Value is { } reference && element.IsEmpty => Simple(reference),
        XElement element when (element.Attribute("name") ?? element.Attribute("langword"))?.Value is { } name => name,
        XElement element => string.Concat(element.Nodes().Select(Plain)),
        _ => "",
    };

    /// <summary><c>P:Some.Type.Name</c> is <c>Name</c>.</summary>
    private static string Simple(string reference)
    {
        var path = reference.Split('(')[0];
        return path[(path.LastIndexOfAny(['.', ':']) + 1)..].Split('`')[0];
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
