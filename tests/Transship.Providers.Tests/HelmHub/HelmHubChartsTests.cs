using Transship.Providers.HelmHub;
using Transship.Registry.Apis;
using Transship.Registry.Downloads;

namespace Transship.Providers.Tests.HelmHub;

public sealed class HelmHubChartsTests
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(100, 2)]
    public async Task FindAsync_IndexesOfSeveralRepositories_ShareOneBudget(int mostVersions, int requests)
    {
        await using var server = await HelmHubServer.StartAsync();
        foreach (var version in (string[])["1.0.0", "1.1.0", "2.0.0"])
        {
            server.Add("first/app", version);
        }

        server.Add("second/app", "1.0.0");
        var endpoint = (server.Declaration with { Credentials = null }).ToEndpoint();
        var api = new ApiClient(endpoint, new Uri(endpoint.ApiBase, "api/v1/"), server.Options);
        using var charts = new HelmHubCharts(api, new DownloadClient(endpoint, server.Options), server.Options) { MostVersions = mostVersions };

        foreach (var chart in (string[])["first/app", "second/app", "first/app"])
        {
            var place = await charts.FindAsync(chart, CancellationToken.None);
            Assert.NotEmpty((await place!.Repository.IndexAsync(askAgain: false, CancellationToken.None)).Versions(place.Chart));
        }

        Assert.Equal(requests, server.Registry.Requests.Count("GET", "index.yaml"));
    }
}
