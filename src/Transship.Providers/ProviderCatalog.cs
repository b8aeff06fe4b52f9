using System.Diagnostics.CodeAnalysis;
using Transship.Providers.AliAcr;
using Transship.Providers.AwsEcr;
using Transship.Providers.AzureAcr;
using Transship.Providers.DockerHub;
using Transship.Providers.DockerRegistry;
using Transship.Providers.Ghcr;
using Transship.Providers.GitLab;
using Transship.Providers.GoogleGcr;
using Transship.Providers.Harbor;
using Transship.Providers.HelmHub;
using Transship.Providers.HelmRepository;
using Transship.Providers.HuaweiSwr;
using Transship.Providers.JFrogArtifactory;
using Transship.Providers.OciLayout;
using Transship.Providers.Quay;
using Transship.Providers.TencentTcr;
using Transship.Providers.VolcengineCr;

namespace Transship.Providers;

/// <summary>The providers that there are, by type.</summary>
public sealed class ProviderCatalog
{
    private readonly SortedDictionary<string, IRegistryProvider> _providers = new(StringComparer.Ordinal);

    /// <summary>Creates a catalog of these providers.</summary>
    public ProviderCatalog(IEnumerable<IRegistryProvider> providers)
    {
        foreach (var provider in providers)
        {
            _providers.Add(provider.Type, provider);
        }
    }

    /// <summary>All providers of the product.</summary>
    public static ProviderCatalog Default { get; } = new(
    [
        new AliAcrProvider(), new AwsEcrProvider(), new AzureAcrProvider(), new DockerHubProvider(), new DockerRegistryProvider(), new GhcrProvider(), new GitLabProvider(),
        new GoogleGcrProvider(), new HarborProvider(), new HelmHubProvider(), new HelmRepositoryProvider(), new HuaweiSwrProvider(), new JFrogArtifactoryProvider(), new OciLayoutProvider(), new QuayProvider(), new TencentTcrProvider(),
        new VolcengineCrProvider(),
    ]);

    /// <summary>The types that an endpoint may name, in alphabetical order.</summary>
    public IReadOnlyCollection<string> Types => _providers.Keys;

    /// <summary>Finds a provider by type.</summary>
    public bool TryFind(string type, [NotNullWhen(true)] out IRegistryProvider? provider) => _providers.TryGetValue(type, out provider);
}
