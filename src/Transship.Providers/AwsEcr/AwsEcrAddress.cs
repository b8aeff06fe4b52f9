using System.Text.RegularExpressions;

namespace Transship.Providers.AwsEcr;

/// <summary>What the address of a registry of Amazon ECR tells.</summary>
/// <param name="Account">The account whose registry it is; null for the public gallery.</param>
/// <param name="Region">The region; that of the API for the public gallery.</param>
/// <param name="Api">Where the API is.</param>
internal sealed partial record AwsEcrAddress(string? Account, string Region, Uri Api)
{
    private const string PublicHost = "public.ecr.aws";
    private const string PublicRegion = "us-east-1"; // the only one that gives tokens

    /// <summary>Whether it is the public gallery.</summary>
    public bool IsPublic => Account is null;

    /// <summary>The name of the service in signatures.</summary>
    public string Service => IsPublic ? "ecr-public" : "ecr";

    /// <summary>The domain of AWS in a region.</summary>
    public static string Domain(string region) => region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";

    /// <summary>Reads a host name.</summary>
    /// <exception cref="DeclarationException">It is none of ECR.</exception>
    public static AwsEcrAddress Parse(Uri url)
    {
        if (url.Host == PublicHost)
        {
            return new AwsEcrAddress(null, PublicRegion, new Uri($"https://api.ecr-public.{PublicRegion}.amazonaws.com/"));
        }

        var match = Host().Match(url.Host);
        if (!match.Success)
        {
            throw new DeclarationException(
                $"spec.url is {url.Host}, which is no registry of Amazon ECR. Write it as in https://123456789012.dkr.ecr.eu-west-1.amazonaws.com, or leave it out and give spec.region and spec.aws.registryId; the public gallery is https://{PublicHost}.");
        }

        var (region, domain) = (match.Groups["region"].Value, match.Groups["domain"].Value);
        var api = match.Groups["fips"].Success ? $"https://ecr-fips.{region}.{domain}/" : $"https://api.ecr.{region}.{domain}/";
        return new AwsEcrAddress(match.Groups["account"].Value, region, new Uri(api));
    }

    [GeneratedRegex(@"^(?<account>\d{12})\.dkr\.ecr(?<fips>-fips)?\.(?<region>[a-z0-9-]+)\.(?<domain>amazonaws\.com(\.cn)?|sc2s\.sgov\.gov|c2s\.ic\.gov)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Host();
}
