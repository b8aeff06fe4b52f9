using System.Net;
using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Client;

/// <summary>The API server refused a request, or could not be reached.</summary>
public sealed class KubernetesException : Exception
{
    /// <summary>Creates the exception for a server's answer.</summary>
    /// <param name="status">The server's Status.</param>
    /// <param name="code">The HTTP status code.</param>
    public KubernetesException(V1Status status, HttpStatusCode code)
        : base(status.Message ?? $"The API server answered {(int)code}.")
    {
        Status = status;
        Code = code;
    }

    /// <summary>Creates the exception for a request that got no answer.</summary>
    /// <param name="message">What happened, and to what.</param>
    /// <param name="inner">The cause.</param>
    public KubernetesException(string message, Exception? inner = null)
        : base(message, inner) => Status = new V1Status { Message = message };

    /// <summary>The server's Status; made up from the HTTP answer where it sent none.</summary>
    public V1Status Status { get; }

    /// <summary>The HTTP status code; null where there was no answer.</summary>
    public HttpStatusCode? Code { get; }

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>There is no such object, or no such kind.</summary>
    public bool IsNotFound => Code == HttpStatusCode.NotFound;

    /// <summary>An object of that name exists.</summary>
    public bool IsAlreadyExists => Code == HttpStatusCode.Conflict && Status.Reason == "AlreadyExists";

    /// <summary>Somebody else changed the object in between, or owns the field.</summary>
    public bool IsConflict => Code == HttpStatusCode.Conflict && Status.Reason != "AlreadyExists";

    /// <summary>The asked version is no longer kept (HTTP 410).</summary>
    public bool IsGone => Code == HttpStatusCode.Gone;

    /// <summary>The server had no capacity (HTTP 429).</summary>
    public bool IsTooManyRequests => Code == HttpStatusCode.TooManyRequests;
}
