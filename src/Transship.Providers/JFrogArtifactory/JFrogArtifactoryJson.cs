using System.Text.Json.Serialization;

namespace Transship.Providers.JFrogArtifactory;

internal sealed record JFrogVersion(string? Version);

/// <summary>A repository of Artifactory, which holds images.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Type">LOCAL, REMOTE, VIRTUAL or FEDERATED.</param>
/// <param name="PackageType">What it is for, as in Docker.</param>
internal sealed record JFrogRepository(string Key, string? Type, string? PackageType)
{
    /// <summary>Whether everything that can be pulled from it is stored in it, so that a search finds it.</summary>
    public bool StoresItself => Type is "LOCAL" or "FEDERATED";

    /// <summary>Whether it only passes on what another registry has.</summary>
    public bool IsProxy => Type is "REMOTE";

    /// <summary>Whether it holds images or other artifacts of OCI.</summary>
    public bool HoldsImages => ApiName is "docker" or "oci" or "helmoci";

    /// <summary>The package type as paths of the API have it.</summary>
    public string? ApiName => PackageType?.ToLowerInvariant();
}

internal sealed record JFrogNewRepository(string Key, string Rclass, string PackageType);

internal sealed record JFrogCatalog(IReadOnlyList<string>? Repositories);

internal sealed record JFrogSearch(IReadOnlyList<JFrogItem>? Results);

internal sealed record JFrogItem(string Path, string Name, string? Sha256, long? Size, DateTimeOffset? Modified);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JFrogVersion))]
[JsonSerializable(typeof(IReadOnlyList<JFrogRepository>))]
[JsonSerializable(typeof(JFrogNewRepository))]
[JsonSerializable(typeof(JFrogCatalog))]
[JsonSerializable(typeof(JFrogSearch))]
internal sealed partial class JFrogArtifactoryJson : JsonSerializerContext;
