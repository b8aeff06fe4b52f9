using System.Net;
using System.Text;
using System.Text.Json;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Http;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Client;

/// <summary>Reads why a request was refused.</summary>
internal static class ErrorAnswer
{
    private const int MaxBytes = 256 << 10;
    private const int MaxText = 512;

    internal static async Task<KubernetesException> ReadAsync(
        HttpResponseMessage response, KubernetesClientConfig config, string request, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(response, cancellationToken);
        var status = Parse(body);
        if (string.IsNullOrEmpty(status?.Message))
        {
            status = (status ?? new V1Status { Outcome = "Failure", Code = (int)response.StatusCode }) with { Message = Describe(response, request, body) };
        }

        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            status = RequestFailure.Unauthorized(config, status);
        }

        var wait = RetryAfter.Of(response, timeProvider)
            ?? (status.Details?.RetryAfterSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null);
        return new KubernetesException(status, response.StatusCode) { RetryAfter = wait };
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxBytes];
            var length = await stream.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The status line says enough where the body breaks off.
            return "";
        }
    }

    private static V1Status? Parse(string body)
    {
        try
        {
            return body.StartsWith('{') && JsonSerializer.Deserialize(body, KubernetesJson.TypeInfo<V1Status>()) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Describe(HttpResponseMessage response, string request, string body)
    {
        var text = body.Trim().ReplaceLineEndings(" ");
        var detail = text.Length == 0 ? "" : $": {(text.Length <= MaxText ? text : text[..MaxText])}";
        return $"The API server answered {(int)response.StatusCode} to {request}{detail}";
    }
}
