using System.Text;
using Transship.Registry.Apis;
using Transship.Registry.Auth;

namespace Transship.Providers.AwsEcr;

/// <summary>Assumes a role (STS AssumeRole), so that a registry of another account can be used without keys of that account.</summary>
internal sealed class AwsRole(ApiClient sts, string roleArn, string? externalId)
{
    /// <summary>Where the token service of a region is.</summary>
    public static Uri Address(string region) => new($"https://sts.{region}.{AwsEcrAddress.Domain(region)}/");

    public async Task<IssuedCredentials> AssumeAsync(CancellationToken cancellationToken)
    {
        var body = new StringBuilder("Action=AssumeRole&Version=2011-06-15&RoleSessionName=transship&RoleArn=").Append(Uri.EscapeDataString(roleArn));
        if (externalId is not null)
        {
            body.Append("&ExternalId=").Append(Uri.EscapeDataString(externalId));
        }

        var answer = await sts.SendAsync(
            new ApiRequest(HttpMethod.Post, "", $"assume the role {roleArn}") { Body = Encoding.UTF8.GetBytes(body.ToString()), ContentType = "application/x-www-form-urlencoded; charset=utf-8" },
            cancellationToken);
        var keys = answer.Read(AwsEcrJson.Default.StsAnswer).AssumeRoleResponse.AssumeRoleResult.Credentials;
        return new IssuedCredentials(AwsKeys.Create(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), DateTimeOffset.UnixEpoch.AddSeconds(keys.Expiration));
    }
}
