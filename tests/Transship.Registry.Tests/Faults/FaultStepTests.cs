using System.Globalization;
using Microsoft.AspNetCore.Http;
using Transship.Registry.Copying;
using Transship.Registry.Errors;
using Transship.Registry.Tests.Copying;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Faults;

/// <summary>One fault at each request of a copy in turn, on both sides, those for tokens among them.</summary>
public sealed class FaultStepTests
{
    [Theory]
    [InlineData(500, null)]
    [InlineData(503, null)]
    [InlineData(429, null)]
    [InlineData(0, null)] // the connection is cut
    [InlineData(401, null)] // the token was good until now
    [InlineData(403, RegistryErrorKind.PermissionDenied)]
    [InlineData(-1, RegistryErrorKind.RateLimited)] // come back in an hour
    public async Task CopyAsync_OneFaultAtEachStep_HealsOrSaysWhy(int status, RegistryErrorKind? expected) =>
        await AtEachStepAsync(status.ToString(CultureInfo.InvariantCulture), (context, pair) => FailAsync(context, status, pair), expected is { } kind ? [kind] : []);

    [Theory]
    [InlineData(AnswerFault.Cut)]
    [InlineData(AnswerFault.Shortened)]
    [InlineData(AnswerFault.Corrupt)]
    [InlineData(AnswerFault.Stalled)]
    [InlineData(AnswerFault.OtherDigest, RegistryErrorKind.NotFound, RegistryErrorKind.DigestMismatch)] // a tag is believed to stand for what is not there, or the manifest to be stored as another
    public async Task CopyAsync_OneAnswerIsSpoiledAtEachStep_HealsOrSaysWhy(AnswerFault fault, params RegistryErrorKind[] expected) =>
        await AtEachStepAsync(
            fault.ToString(), (context, pair) => SpoiledAnswer.SendAsync(context.Request.Host.Value == pair.Source.Host ? pair.Source : pair.Destination, context, _ => fault), expected);

    private static async Task AtEachStepAsync(string fault, Func<HttpContext, RegistryPair, Task<bool>> fail, IReadOnlyList<RegistryErrorKind> expected)
    {
        var steps = await StepsAsync();
        Assert.InRange(steps, 12, 60);
        for (var step = 0; step < steps; step++)
        {
            await using var pair = await StartAsync();
            var counter = 0;
            var hit = "";
            pair.Source.Intercept = pair.Destination.Intercept = context =>
            {
                if (Interlocked.Increment(ref counter) - 1 != step)
                {
                    return Task.FromResult(false);
                }

                hit = $"{context.Request.Method} {context.Request.Path}";
                return fail(context, pair);
            };

            var error = await Record.ExceptionAsync(() => CopyAsync(pair));

            (pair.Source.Intercept, pair.Destination.Intercept) = (null, null);
            Assert.True(error is null || (error is RegistryException e && expected.Contains(e.Kind)), $"{fault} at {hit} ended in {error}");
            var tagged = pair.Destination.Store.Find("app")?.Tags.ContainsKey("v1") is true;
            Assert.True(tagged || error is not null, $"{fault} at {hit}: no tag");
            Assert.True(!tagged || pair.Destination.Store.MissingFor("app", "v1").Count == 0, $"{fault} at {hit}: the tag lacks content");
            Assert.True(pair.Destination.Store.Uploads.IsEmpty, $"{fault} at {hit}: an upload is left open");
        }
    }

    private static async Task<RegistryPair> StartAsync()
    {
        var options = new FakeRegistryOptions { Bearer = true };
        var pair = await RegistryPair.StartAsync(options, options, RegistryPair.Quick with { StallTimeout = TimeSpan.FromMilliseconds(500), RequestTimeout = TimeSpan.FromSeconds(1) });
        AddArtifact(pair);
        return pair;
    }

    private static async Task<int> StepsAsync()
    {
        await using var pair = await StartAsync();
        await CopyAsync(pair);
        return pair.Source.Requests.All.Concat(pair.Destination.Requests.All).Count();
    }

    private static void AddArtifact(RegistryPair pair)
    {
        var image = pair.Source.Store["app"].AddImage("v1", [FakeImages.Bytes(1, 20_000)]);
        pair.Source.Store["app"].AddReferrer(image, "application/spdx+json", [1, 2, 3]);
    }

    private static Task<CopyResult> CopyAsync(RegistryPair pair) => pair.Engine.CopyAsync(
        new CopyRequest
        {
            Source = pair.SourceClient,
            SourceRepository = "app",
            SourceReference = "v1",
            Destination = pair.DestinationClient,
            DestinationRepository = "app",
            DestinationTags = ["v1"],
            Referrers = true,
            DigestTags = true,
        },
        null,
        CancellationToken.None);

    private static Task<bool> FailAsync(HttpContext context, int status, RegistryPair pair)
    {
        switch (status)
        {
            case 0:
                context.Abort();
                return Task.FromResult(true);
            case 401:
                (context.Request.Host.Value == pair.Source.Host ? pair.Source : pair.Destination).RevokeTokens();
                return Task.FromResult(false);
            default:
                context.Response.StatusCode = status < 0 ? 429 : status;
                context.Response.Headers.RetryAfter = status < 0 ? "3600" : "0";
                return Task.FromResult(true);
        }
    }
}
