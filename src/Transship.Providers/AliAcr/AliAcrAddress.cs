using System.Text.RegularExpressions;

namespace Transship.Providers.AliAcr;

/// <summary>What the address of a registry of Alibaba Cloud tells.</summary>
/// <param name="Region">The region.</param>
/// <param name="Instance">The name of the Enterprise Edition instance; null for the Personal Edition.</param>
internal sealed partial record AliAcrAddress(string Region, string? Instance)
{
    /// <summary>Where the API is.</summary>
    public Uri Api => new($"https://cr.{Region}.aliyuncs.com/");

    /// <summary>Reads a host name.</summary>
    /// <exception cref="DeclarationException">It is none of Alibaba Cloud.</exception>
    public static AliAcrAddress Parse(Uri url)
    {
        if (Enterprise().Match(url.Host) is { Success: true } enterprise)
        {
            return new AliAcrAddress(enterprise.Groups["region"].Value, enterprise.Groups["instance"].Value);
        }

        return Personal().Match(url.Host) is { Success: true } personal
            ? new AliAcrAddress(personal.Groups["region"].Value, null)
            : throw new DeclarationException(
                $"spec.url is {url.Host}, which is no Container Registry of Alibaba Cloud. Write it as in https://registry.cn-hangzhou.aliyuncs.com, or for the Enterprise Edition as in https://example-registry.cn-hangzhou.cr.aliyuncs.com.");
    }

    [GeneratedRegex(@"^registry(-vpc|-internal|-intl|-intl-vpc)?\.(?<region>[a-z0-9-]+)\.aliyuncs\.com$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Personal();

    [GeneratedRegex(@"^(?<instance>[a-z0-9-]+?)-registry(-vpc)?\.(?<region>[a-z0-9-]+)\.cr\.aliyuncs\.com$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Enterprise();
}
