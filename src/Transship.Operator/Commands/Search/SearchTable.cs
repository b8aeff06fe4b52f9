using System.Globalization;

namespace Transship.Operator.Commands.Search;

/// <summary>What was found as a table for people, in kubectl's manner. Pure.</summary>
internal static class SearchTable
{
    private const int Gap = 3;

    private static readonly string[] Head = ["ENDPOINT", "REPOSITORY", "TYPE", "TAGS", "TAG"];

    /// <summary>The lines, head included; none for nothing.</summary>
    public static IEnumerable<string> Of(IEnumerable<(string Endpoint, SearchHit Hit)> hits)
    {
        var rows = hits.Select(found => Row(found.Endpoint, found.Hit)).ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        rows.Insert(0, Head);
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length) + Gap).ToArray();
        return rows.Select(row => string.Concat(row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string[] Row(string endpoint, SearchHit hit) =>
    [
        endpoint,
        hit.Repository,
        hit.Kind?.ToString().ToLowerInvariant() ?? "-",
        hit.Tags > EndpointSearch.MaxTags ? $"{EndpointSearch.MaxTags}+" : hit.Tags.ToString(CultureInfo.InvariantCulture),
        hit.Tag ?? "-",
    ];
}
