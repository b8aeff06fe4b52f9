using System.Net;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;

namespace Transship.Testing.Kubernetes;

/// <summary>What an API server answers when it refuses.</summary>
public static class Failures
{
    /// <summary>The Status of a failure.</summary>
    /// <param name="code">HTTP status code.</param>
    /// <param name="reason">Reason.</param>
    /// <param name="message">Message.</param>
    public static V1Status Status(HttpStatusCode code, string reason, string? message = null) =>
        new() { Outcome = "Failure", Code = (int)code, Reason = reason, Message = message ?? reason };

    /// <summary>The exception of a failure.</summary>
    /// <param name="code">HTTP status code.</param>
    /// <param name="reason">Reason.</param>
    /// <param name="message">Message.</param>
    public static KubernetesException Of(HttpStatusCode code, string reason, string? message = null) => new(Status(code, reason, message), code);

    /// <summary>410 Expired.</summary>
    public static KubernetesException Expired() => Of(HttpStatusCode.Gone, "Expired", "too old resource version");

    /// <summary>409 Conflict.</summary>
    public static KubernetesException Conflict() => Of(HttpStatusCode.Conflict, "Conflict", "the object has been modified");

    /// <summary>404 NotFound.</summary>
    public static KubernetesException NotFound() => Of(HttpStatusCode.NotFound, "NotFound");

    /// <summary>No answer at all.</summary>
    public static KubernetesException Unreachable() => new("connection refused");
}
