using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Transship.Embedded.Discovery;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;
using Transship.Embedded.OpenApi;

namespace Transship.Embedded.Http;

/// <summary>Finds who answers a request.</summary>
internal sealed class RequestRouter(KindRegistry kinds, ResourceHandler resources, AccessToken? token, ILogger logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            var segments = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (segments is ["healthz" or "livez" or "readyz", ..])
            {
                await Answer.TextAsync(context, "ok");
                return;
            }

            if (token?.Allows(context.Request) == false)
            {
                throw ApiErrors.Unauthorized();
            }

            await RouteAsync(context, segments);
        }
        catch (ApiException e)
        {
            await Answer.ErrorAsync(context, e);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left.
        }
        catch (BadHttpRequestException e)
        {
            await Answer.ErrorAsync(context, new ApiException(e.StatusCode, "BadRequest", e.Message));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            ServerLog.RequestFailed(logger, context.Request.Method, context.Request.Path.Value ?? "", e);
            await Answer.ErrorAsync(context, ApiErrors.Internal(e.Message));
        }
    }

    private async Task RouteAsync(HttpContext context, string[] segments)
    {
        switch (segments)
        {
            case ["version"]:
                await Answer.JsonAsync(context, ServerVersion.Document());
                break;
            case ["api"] or ["apis"]:
                await DiscoverAsync(context, segments[0] == "api");
                break;
            case ["api", "v1"]:
                await FoundAsync(context, LegacyDiscovery.Resources(kinds, "", "v1"));
                break;
            case ["apis", var group]:
                await FoundAsync(context, LegacyDiscovery.Group(kinds, group));
                break;
            case ["apis", var group, var version]:
                await FoundAsync(context, LegacyDiscovery.Resources(kinds, group, version));
                break;
            case ["openapi", "v2"]:
                await OpenApiV2Async(context);
                break;
            case ["openapi", "v3"]:
                await Answer.JsonAsync(context, OpenApiV3.Index(kinds));
                break;
            case ["openapi", "v3", "api", var version]:
                await FoundAsync(context, OpenApiV3.Document(kinds, "", version));
                break;
            case ["openapi", "v3", "apis", var group, var version]:
                await FoundAsync(context, OpenApiV3.Document(kinds, group, version));
                break;
            default:
                await ResourceAsync(context, segments);
                break;
        }
    }

    private async Task ResourceAsync(HttpContext context, string[] segments)
    {
        if (RequestPath.Parse(segments) is not { } path)
        {
            await Answer.TextAsync(context, "404 page not found\n", 404);
            return;
        }

        if (Reviews.Has(path.Group, path.Version) && HttpMethods.IsPost(context.Request.Method))
        {
            var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            var review = DocumentReader.Read(body, RequestBody.MediaType(context.Request), []) as JsonObject ?? [];
            await Answer.JsonAsync(context, Reviews.Decide(path.Group, path.Resource, review) ?? throw ApiErrors.NotFound(), 201);
            return;
        }

        if (kinds.Find(path.Group, path.Version, path.Resource) is { } kind)
        {
            await resources.HandleAsync(context, kind, path);
            return;
        }

        await Answer.TextAsync(context, "404 page not found\n", 404);
    }

    private async Task DiscoverAsync(HttpContext context, bool core)
    {
        if (AggregatedDiscovery.Requested(context.Request.Headers.Accept.ToString()) is { } version)
        {
            var bytes = WireJson.Bytes(AggregatedDiscovery.Render(kinds, version, core));
            await Answer.BytesAsync(context, bytes, mediaType: AggregatedDiscovery.MediaType(version));
            return;
        }

        await Answer.JsonAsync(context, core ? LegacyDiscovery.CoreVersions(context.Request.Host.Value ?? "") : LegacyDiscovery.Groups(kinds));
    }

    private async Task OpenApiV2Async(HttpContext context)
    {
        var accept = context.Request.Headers.Accept.ToString();
        if (accept.Length > 0 && !accept.Contains("json", StringComparison.Ordinal) && !accept.Contains("*/*", StringComparison.Ordinal))
        {
            throw new ApiException(406, "NotAcceptable", "only application/json is served here: use OpenAPI v3");
        }

        await Answer.JsonAsync(context, OpenApiV2.Document(kinds));
    }

    private static Task FoundAsync(HttpContext context, JsonObject? document) =>
        document is null ? Answer.TextAsync(context, "404 page not found\n", 404) : Answer.JsonAsync(context, document);
}
