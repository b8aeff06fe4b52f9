using System.Text;
using Transship.Providers.AwsEcr;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Tests.AwsEcr;

/// <summary>AWS's own examples: the suite "aws-sig-v4-test-suite" of the Signature Version 4 documentation.</summary>
public sealed class AwsSignatureTests
{
    private static readonly DateTimeOffset Date = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", "https://example.amazonaws.com/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")] // get-vanilla
    [InlineData("GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")] // get-vanilla-query-order-key-case
    [InlineData("POST", "https://example.amazonaws.com/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")] // post-vanilla
    public void Sign_ExamplesOfAws_GiveTheirSignature(string method, string url, string signature)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), url);
        AwsSignature.Sign(message, default, AwsKeys.Create("AKIDEXAMPLE", new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), default), "us-east-1", "service", Date);

        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}",
            message.Headers.GetValues("Authorization").Single());
    }

    [Fact]
    public void Sign_FormBody_GivesTheSignatureOfAws()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://example.amazonaws.com/")
        {
            Content = new StringContent("Param1=value1", Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        message.Content.Headers.ContentType!.CharSet = null;
        AwsSignature.Sign(message, "Param1=value1"u8, AwsKeys.Create("AKIDEXAMPLE", new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), default), "us-east-1", "service", Date);

        // post-x-www-form-urlencoded
        Assert.EndsWith("SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a", message.Headers.GetValues("Authorization").Single(), StringComparison.Ordinal);
    }
}
