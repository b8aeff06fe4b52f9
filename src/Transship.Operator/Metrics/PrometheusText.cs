using System.Globalization;
using System.Text;

namespace Transship.Operator.Metrics;

/// <summary>Writes metrics in the Prometheus text format 0.0.4.</summary>
internal static class PrometheusText
{
    /// <summary>The content type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes a family: its help, its type, its series.</summary>
    public static void Write(StringBuilder text, MetricFamily family)
    {
        if (family.Series.Count == 0)
        {
            return;
        }

        text.Append("# HELP ").Append(family.Name).Append(' ').Append(EscapeHelp(family.Help)).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(TypeName(family.Type)).Append('\n');
        foreach (var series in family.Series)
        {
            if (family.Type == MetricType.Histogram)
            {
                WriteHistogram(text, family.Name, series);
            }
            else
            {
                WriteLine(text, family.Name, series.Labels, Number(series.Value));
            }
        }
    }

    /// <summary>Labels in the order of their names, escaped, without braces.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var sorted = tags.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return string.Join(',', sorted.Select(t => $"{t.Key}=\"{EscapeValue(Convert.ToString(t.Value, CultureInfo.InvariantCulture) ?? "")}\""));
    }

    /// <summary>A number as the format writes it.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static void WriteHistogram(StringBuilder text, string name, MetricSeries series)
    {
        var prefix = series.Labels.Length == 0 ? "" : series.Labels + ",";
        for (var i = 0; i < series.Bounds.Count; i++)
        {
            WriteLine(text, name + "_bucket", $"{prefix}le=\"{Number(series.Bounds[i])}\"", Number(series.CumulativeCount(i)));
        }

        WriteLine(text, name + "_bucket", $"{prefix}le=\"+Inf\"", Number(series.Count));
        WriteLine(text, name + "_sum", series.Labels, Number(series.Value));
        WriteLine(text, name + "_count", series.Labels, Number(series.Count));
    }

    private static void WriteLine(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static string TypeName(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private static string EscapeHelp(string help) => help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeValue(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);
}
