using System.Globalization;
using System.Text.RegularExpressions;
using Transship.Testing.Servers;

namespace Transship.Benchmarks.Pods;

/// <summary>The writes that an API server has served, by resource, from its own metrics.</summary>
internal static partial class ApiWrites
{
    /// <summary>What goes on in a cluster that does nothing, and questions that are asked by POST.</summary>
    private static readonly HashSet<string> Background = new(StringComparer.Ordinal) { "leases", "nodes", "endpoints", "endpointslices", "tokenreviews", "subjectaccessreviews", "selfsubjectaccessreviews" };

    /// <summary>Reads them.</summary>
    internal static async Task<IReadOnlyDictionary<string, double>> ReadAsync(Kubectl kubectl)
    {
        var writes = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in (await kubectl.RunAsync(["get", "--raw", "/metrics"])).Split('\n').Where(line => line.StartsWith("apiserver_request_total{", StringComparison.Ordinal)))
        {
            var labels = Label().Matches(line).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
            if (labels["verb"] is "POST" or "PUT" or "PATCH" or "APPLY" or "DELETE" or "DELETECOLLECTION" && !Background.Contains(labels["resource"]))
            {
                var count = double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
                writes[labels["resource"]] = writes.GetValueOrDefault(labels["resource"]) + count;
            }
        }

        return writes;
    }

    [GeneratedRegex("(?<name>[a-z_]+)=\"(?<value>[^\"]*)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Label();
}
