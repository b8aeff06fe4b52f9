namespace Transship.Providers.HelmCharts;

/// <summary>The media types of charts in registries (HIP-0006).</summary>
internal static class ChartMediaTypes
{
    public const string Config = "application/vnd.cncf.helm.config.v1+json";

    public const string Archive = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

    public const string Provenance = "application/vnd.cncf.helm.chart.provenance.v1.prov";
}
