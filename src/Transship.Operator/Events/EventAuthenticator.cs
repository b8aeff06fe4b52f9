using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Entities;
using Transship.Providers.Events;
using Transship.Providers.GoogleGcr;
using Transship.Registry.Endpoints;
using Endpoint = Transship.Api.Endpoints.Endpoint;

namespace Transship.Operator.Events;

/// <summary>Says whether a delivery comes from the registry of an endpoint. Secrets are compared in constant time.</summary>
internal sealed partial class EventAuthenticator(EventSecrets secrets, GoogleIdentityVerifier google, ILogger<EventAuthenticator> logger)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>Checks a delivery.</summary>
    /// <param name="endpoint">The endpoint that the path names; null where there is none.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>How to read the delivery; null when it is refused, for whatever reason.</returns>
    public async Task<IEventFormat?> AuthenticateAsync(Endpoint? endpoint, HttpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (endpoint is not { Spec.Events: { } events, Metadata.DeletionTimestamp: null } || !EventFormats.TryFind(events.Format, endpoint.Spec.Type, out var format))
        {
            return null;
        }

        try
        {
            var isGenuine = format.Proof is EventProof.GoogleIdentity
                ? events.Identity is { } identity && Token(request) is { } token && await google.IsGenuineAsync(token, identity.Audience, identity.Email, cancellationToken)
                : Proves(format.Proof, request, body, await secrets.ReadAsync(endpoint, cancellationToken));
            return isGenuine ? format : null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // What cannot be checked is refused like what is wrong; the endpoint's condition EventsReady tells its owner why.
            Log.CannotCheck(logger, e, NamespacedName.Of(endpoint), e.Message);
            return null;
        }
    }

    private static bool Proves(EventProof proof, HttpRequest request, ReadOnlyMemory<byte> body, Secret secret) => proof switch
    {
        EventProof.Header => Presented(request).Aggregate(false, (found, shown) => found | AreEqual(shown, secret)),
        EventProof.Query => request.Query["token"] is [{ } shown] && AreEqual(shown, secret),
        EventProof.Signature signature => request.Headers[signature.Name] is [{ } shown] && IsSignature(shown, signature.Prefix, body, secret),
        _ => false,
    };

    private static string? Token(HttpRequest request) =>
        request.Headers.Authorization is [{ } shown] && shown.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? shown[Bearer.Length..].Trim() : null;

    /// <summary>What the header may mean: itself, a bearer token, or the password of a Basic login.</summary>
    private static IEnumerable<string> Presented(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } shown])
        {
            yield break;
        }

        yield return shown.Trim();
        if (Token(request) is { } token)
        {
            yield return token;
        }

        if (shown.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            var login = new byte[shown.Length];
            if (Convert.TryFromBase64String(shown[Basic.Length..].Trim(), login, out var length))
            {
                yield return Encoding.UTF8.GetString(login, 0, length).Split(':', 2)[^1];
            }
        }
    }

    /// <summary>Digests are of one length, so that not even the length of the secret shows.</summary>
    private static bool AreEqual(string shown, Secret secret) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal())));

    private static bool IsSignature(string shown, string prefix, ReadOnlyMemory<byte> body, Secret secret)
    {
        var mac = new byte[HMACSHA256.HashSizeInBytes];
        return shown.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && shown.Length == prefix.Length + (2 * mac.Length)
            && Convert.FromHexString(shown.AsSpan(prefix.Length), mac, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(mac, HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), body.Span));
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Debug, "An event for endpoint {Endpoint} was refused, because it could not be checked: {Problem}")]
        public static partial void CannotCheck(ILogger logger, Exception error, NamespacedName endpoint, string problem);
    }
}
