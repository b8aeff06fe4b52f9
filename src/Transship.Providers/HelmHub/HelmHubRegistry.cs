using Transship.Providers.HelmCharts;

namespace Transship.Providers.HelmHub;

/// <summary>Artifact Hub.</summary>
internal sealed class HelmHubRegistry(ChartClient client, IChartSource source) : ChartRegistry(client, source, "helm-hub");
