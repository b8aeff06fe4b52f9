using Transship.Providers.Tests.HelmCharts;
using Transship.Providers.Tests.Scenarios;

namespace Transship.Providers.Tests.HelmRepository;

public sealed class HelmRepositoryScenarioTests : ChartScenarios
{
    protected override int? PagesOfThousandTags => 1; // the index

    protected override async Task<ProductServer> StartAsync() => await HelmRepositoryServer.StartAsync();
}
