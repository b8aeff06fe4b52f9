using Transship.Providers.HelmCharts;

namespace Transship.Providers.HelmRepository;

/// <summary>A chart repository over HTTP.</summary>
internal sealed class HelmRepositoryRegistry(ChartClient client, IChartSource source) : ChartRegistry(client, source, "helm-repository");
