using System.Net;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;

namespace Transship.Runtime.Caching;

/// <summary>Why a watch failed: the same for a refused request and for an ERROR frame.</summary>
internal readonly record struct WatchFailure(int? Code, string? Reason, string Message, TimeSpan? RetryAfter)
{
    internal static WatchFailure Of(KubernetesException error) =>
        new((int?)error.Code ?? error.Status.Code, error.Status.Reason, error.Message, error.RetryAfter);

    internal static WatchFailure Of(V1Status? status) => new(
        status?.Code,
        status?.Reason,
        status?.Message ?? "the server sent an error without a message",
        status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    internal bool IsExpired => Code == (int)HttpStatusCode.Gone || Reason is "Expired" or "Gone";

    /// <summary>The server knows less than the asked version yet.</summary>
    internal bool IsVersionTooLarge =>
        Code == (int)HttpStatusCode.GatewayTimeout && Message.Contains("Too large resource version", StringComparison.OrdinalIgnoreCase);

    internal bool IsTooManyRequests => Code == (int)HttpStatusCode.TooManyRequests || Reason == "TooManyRequests";

    internal bool IsUnreachable => Code is null && Reason is null;

    internal bool IsInternalError => Code == (int)HttpStatusCode.InternalServerError || Reason == "InternalError";

    /// <summary>The server does not know how to stream a list (R18).</summary>
    internal bool IsNotUnderstood => Code is (int)HttpStatusCode.BadRequest or (int)HttpStatusCode.UnprocessableEntity;
}
