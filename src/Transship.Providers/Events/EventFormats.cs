using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Transship.Providers.AliAcr;
using Transship.Providers.AwsEcr;
using Transship.Providers.AzureAcr;
using Transship.Providers.DockerHub;
using Transship.Providers.DockerRegistry;
using Transship.Providers.Ghcr;
using Transship.Providers.GoogleGcr;
using Transship.Providers.Harbor;
using Transship.Providers.JFrogArtifactory;
using Transship.Providers.Quay;

namespace Transship.Providers.Events;

/// <summary>All formats of events, by name and by the type of the endpoint.</summary>
public static class EventFormats
{
    private static readonly FrozenDictionary<string, IEventFormat> Formats = new IEventFormat[]
    {
        new AliAcrEvents(), new AwsEcrEvents(), new AzureAcrEvents(), new DistributionEvents(), new DockerHubEvents(), new GhcrEvents(), new GoogleGcrEvents(),
        new HarborEvents(), new JFrogArtifactoryEvents(), new QuayEvents(),
    }.ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["docker-registry"] = "distribution",
        ["harbor"] = "harbor",
        ["docker-hub"] = "docker-hub",
        ["azure-acr"] = "acr",
        ["aws-ecr"] = "ecr",
        ["google-gcr"] = "artifact-registry",
        ["ghcr"] = "ghcr",
        ["gitlab"] = "distribution",
        ["quay"] = "quay",
        ["jfrog-artifactory"] = "jfrog",
        ["ali-acr"] = "aliyun",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all formats, in alphabetical order.</summary>
    public static IEnumerable<string> Names => Formats.Keys.Order(StringComparer.Ordinal);

    /// <summary>Finds the format of an endpoint.</summary>
    /// <param name="name">The format that the endpoint names; null for that of its type.</param>
    /// <param name="endpointType">The type of the endpoint.</param>
    /// <param name="format">The format.</param>
    /// <returns>False for a name that is not known, or a type that has no events.</returns>
    public static bool TryFind(string? name, string endpointType, [NotNullWhen(true)] out IEventFormat? format)
    {
        format = null;
        return (name ?? Types.GetValueOrDefault(endpointType)) is { } known && Formats.TryGetValue(known, out format);
    }
}
