using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Content;
using Transship.Testing.Charts;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.HelmCharts;

/// <summary>
/// Chart repositories at charts.example.com, one in each folder, whose archives are in a storage that takes signed URLs only, as buckets do: those end.
/// Neither credentials nor keys have any business at the storage.
/// </summary>
internal abstract class ChartsServer(FakeRegistry registry) : ProductServer(registry)
{
    protected const string ChartsHost = "charts.example.com";
    private const string StorageHost = "storage.example.com";

    private readonly ConcurrentDictionary<(string Repository, string Version), PackagedChart> _charts = new();
    private int _signature;

    /// <summary>The charts that there are, in full.</summary>
    public IEnumerable<string> Charts => _charts.Keys.Select(c => c.Repository).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public override IReadOnlyDictionary<string, Digest> TagsOf(string repository) =>
        _charts.Where(c => c.Key.Repository == repository).ToDictionary(c => c.Key.Version, c => Digest.Parse(c.Value.Digest), StringComparer.Ordinal);

    public override void Expire() => Interlocked.Increment(ref _signature);

    /// <summary>Adds a version of a chart.</summary>
    public PackagedChart Add(string repository, string version) => _charts[(repository, version)] = PackagedChart.Create(repository.Split('/')[^1], version);

    /// <summary>Removes all versions of a chart.</summary>
    public void Remove(string repository)
    {
        foreach (var version in TagsOf(repository).Keys)
        {
            _charts.TryRemove((repository, version), out _);
        }
    }

    protected override async Task<bool> AnswerAsync(HttpContext context)
    {
        if (context.Request.Host.Host is not (ChartsHost or StorageHost))
        {
            return false;
        }

        var path = context.Request.Path.Value!.TrimStart('/');
        if (context.Request.Host.Host == ChartsHost)
        {
            return path.EndsWith("index.yaml", StringComparison.Ordinal) ? await JsonAsync(context, IndexOf(path[..^"index.yaml".Length]))
                : path.EndsWith(".tgz", StringComparison.Ordinal) ? Redirect(context, path)
                : Status(context, 404);
        }

        if (context.Request.Headers.Authorization.Count > 0 || context.Request.Query["signature"] != Signature)
        {
            return Status(context, 403);
        }

        var found = _charts.FirstOrDefault(c => FileOf(c.Key.Repository, c.Key.Version) == path).Value;
        await context.Response.Body.WriteAsync(found.Archive);
        return true;
    }

    private string Signature => _signature.ToString(CultureInfo.InvariantCulture);

    private static string FileOf(string repository, string version) => $"{repository}-{version}.tgz";

    private bool Redirect(HttpContext context, string path)
    {
        context.Response.Headers.Location = $"https://{StorageHost}/{path}?signature={Signature}";
        return Status(context, 302);
    }

    /// <summary>The index of a folder; JSON is YAML too.</summary>
    private object IndexOf(string folder) => new
    {
        apiVersion = "v1",
        entries = _charts.Where(c => c.Key.Repository.StartsWith(folder, StringComparison.Ordinal)).GroupBy(c => c.Key.Repository[folder.Length..], StringComparer.Ordinal).ToDictionary(
            chart => chart.Key,
            chart => chart.Select(c => new { name = c.Value.Name, version = c.Key.Version, digest = c.Value.Hex, created = PushedAt, urls = new[] { FileOf(chart.Key, c.Key.Version) } }),
            StringComparer.Ordinal),
    };
}
