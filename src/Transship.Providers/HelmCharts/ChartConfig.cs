using Transship.Registry.Errors;

namespace Transship.Providers.HelmCharts;

/// <summary>The config blob of a chart: its metadata, member for member as Helm writes them (chart.Metadata, chart.Maintainer and chart.Dependency of Helm 3).</summary>
internal static class ChartConfig
{
    private const int MaxDepth = 16;
    private const int MaxItems = 10_000;

    /// <summary>Writes it.</summary>
    /// <exception cref="RegistryException">ManifestInvalid: the metadata is not of the form that Helm reads.</exception>
    public static byte[] Write(ChartMetadata chart) => new GoJson().Object(json => json
        .Optional("name", chart.Name)
        .Optional("home", chart.Printable("home"))
        .Optional("sources", chart.List("sources"))
        .Optional("version", chart.Version)
        .Optional("description", chart.Printable("description"))
        .Optional("keywords", chart.List("keywords"))
        .Members("maintainers", chart.Maintainers, Maintainer)
        .Optional("icon", chart.Printable("icon"))
        .Optional("apiVersion", chart.ApiVersion)
        .Optional("condition", chart.Printable("condition"))
        .Optional("tags", chart.Printable("tags"))
        .Optional("appVersion", chart.Printable("appVersion"))
        .Optional("deprecated", chart.IsDeprecated)
        .Optional("annotations", chart.Annotations)
        .Optional("kubeVersion", chart.Printable("kubeVersion"))
        .Members("dependencies", chart.Dependencies, Dependency)
        .Optional("type", chart.Text("type"))).Bytes;

    private static void Maintainer(GoJson json, ChartMetadata person) => json
        .Optional("name", person.Printable("name"))
        .Optional("email", person.Printable("email"))
        .Optional("url", person.Printable("url"));

    private static void Dependency(GoJson json, ChartMetadata needed) => json
        .Member("name", needed.Printable("name"))
        .Optional("version", needed.Printable("version"))
        .Member("repository", needed.Printable("repository"))
        .Optional("condition", needed.Printable("condition"))
        .Optional("tags", needed.List("tags"))
        .Optional("enabled", needed.Flag("enabled"))
        .Values("import-values", needed.Items("import-values"))
        .Optional("alias", needed.Text("alias"));

    private static GoJson Members(this GoJson json, string name, IReadOnlyList<ChartMetadata> items, Action<GoJson, ChartMetadata> members) =>
        items.Count == 0 ? json : json.Member(name, list => list.Array(items, (item, value) => item.Object(inner => members(inner, value))));

    private static GoJson Values(this GoJson json, string name, IReadOnlyList<object?> items)
    {
        var left = MaxItems;
        return items.Count == 0 ? json : json.Member(name, list => Value(list, items, 0, ref left));
    }

    private static void Value(GoJson json, object? value, int depth, ref int left)
    {
        if (depth > MaxDepth || --left < 0)
        {
            throw new RegistryException(RegistryErrorKind.ManifestInvalid, "Its Chart.yaml is not valid: 'import-values' is nested too deep, or too long.");
        }

        var remaining = left;
        switch (value)
        {
            case IReadOnlyList<object?> items:
                json.Array(items, (item, inner) => Value(item, inner, depth + 1, ref remaining));
                break;
            case IReadOnlyDictionary<string, object?> members:
                json.Object(inner =>
                {
                    foreach (var (key, member) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
                    {
                        inner.Member(key, item => Value(item, member, depth + 1, ref remaining));
                    }
                });
                break;
            case ChartScalar { Text: { } text }:
                json.Text(text);
                break;
            default:
                json.Raw("null");
                break;
        }

        left = remaining;
    }
}
