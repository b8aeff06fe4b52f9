using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Transship.Providers.HelmCharts;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Downloads;
using Transship.Registry.Errors;

namespace Transship.Providers.HelmHub;

/// <summary>
/// The charts of Artifact Hub, each under the names of its repository and its own: <c>bitnami/nginx</c>. Of Artifact Hub only the names and the addresses of
/// repositories are asked; one index then tells all versions of all charts of a repository, with their digests.
/// </summary>
internal sealed class HelmHubCharts(ApiClient api, DownloadClient files, RegistryClientOptions options) : IChartSource
{
    private const int Helm = 0; // the kind of repositories of charts
    private const int PageSize = 60; // the most that the API gives
    private const int MaxPages = 1000;
    private const int MaxRepositories = 100;

    private readonly ChartMemory _memory = new();
    private readonly ConcurrentDictionary<string, ChartRepository> _repositories = new(StringComparer.Ordinal);

    /// <summary>The most versions of charts that are kept of all repositories together, unless it is one repository alone.</summary>
    public int MostVersions { get; init; } = ChartIndexReader.MostVersions;

    /// <summary>Whether there is an API key to be tested.</summary>
    public bool HasKey { get; init; }

    public async Task TestAsync(CancellationToken cancellationToken)
    {
        if (HasKey)
        {
            await api.SendAsync(ApiRequest.Get("users/profile", "test the API key"), cancellationToken);
        }

        var answer = await api.SendAsync(ApiRequest.Get(Search("limit=1&offset=0"), "search for charts"), cancellationToken);
        answer.Read(HelmHubJson.Default.HubSearch);
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var narrowed = RepositoryParts.NamespaceOf(prefix) is { } name ? $"&repo={Uri.EscapeDataString(name)}" : "";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var package in PagesAsync(
            offset => Search($"limit={PageSize}&offset={offset}{narrowed}"), "list the charts", answer => answer.Read(HelmHubJson.Default.HubSearch).Packages ?? [], cancellationToken))
        {
            var chart = $"{package.Repository.Name}/{package.Name}";
            if (ChartNames.IsRepository(chart) && seen.Add(chart))
            {
                yield return chart;
            }
        }
    }

    public async Task<ChartPlace?> FindAsync(string repository, CancellationToken cancellationToken)
    {
        var (name, chart) = RepositoryParts.Split(repository, "Artifact Hub", "repository", "charts");
        return await RepositoryAsync(name, cancellationToken) is { } found ? new ChartPlace(found, chart) : null;
    }

    public void Dispose()
    {
        api.Dispose();
        files.Dispose();
    }

    private async Task<ChartRepository?> RepositoryAsync(string name, CancellationToken cancellationToken)
    {
        if (_repositories.TryGetValue(name, out var known))
        {
            return known;
        }

        if (await AddressAsync(name, cancellationToken) is not { } address)
        {
            return null;
        }

        if (_repositories.Count >= MaxRepositories || _repositories.Values.Sum(repository => (long)repository.Versions) > MostVersions)
        {
            _repositories.Clear(); // who uses one keeps it
        }

        return _repositories.GetOrAdd(name, new ChartRepository(files, address, _memory, options));
    }

    private async Task<Uri?> AddressAsync(string name, CancellationToken cancellationToken)
    {
        // The name is searched for as a part of names.
        var found = await PagesAsync(
            offset => string.Create(CultureInfo.InvariantCulture, $"repositories/search?kind={Helm}&limit={PageSize}&offset={offset}&name={Uri.EscapeDataString(name)}"),
            $"look for the repository {name}",
            answer => answer.Read(HelmHubJson.Default.IReadOnlyListHubRepository),
            cancellationToken).FirstOrDefaultAsync(r => string.Equals(r.Name, name, StringComparison.Ordinal), cancellationToken);
        return found switch
        {
            null => null,
            { Url: { } url } when url.StartsWith("oci://", StringComparison.OrdinalIgnoreCase) => throw new RegistryException(
                RegistryErrorKind.Unsupported, $"The repository {name} of Artifact Hub is in a registry already, at {url}; replicate it from there, with an endpoint for that registry."),
            _ when Uri.TryCreate($"{found.Url?.TrimEnd('/')}/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" => address,
            _ => throw new RegistryException(RegistryErrorKind.ProtocolError, $"The repository {name} of Artifact Hub has no address that is http or https."),
        };
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(
        Func<int, string> path, string operation, Func<ApiAnswer, IReadOnlyList<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = 0; page < MaxPages; page++)
        {
            var items = read(await api.SendAsync(ApiRequest.Get(path(page * PageSize), operation), cancellationToken));
            foreach (var item in items)
            {
                yield return item;
            }

            if (items.Count < PageSize)
            {
                yield break;
            }
        }
    }

    private static string Search(string page) => string.Create(CultureInfo.InvariantCulture, $"packages/search?kind={Helm}&facets=false&deprecated=true&{page}");
}
