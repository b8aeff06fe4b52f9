using System.Diagnostics.CodeAnalysis;
using Transship.Kubernetes.Entities;

namespace Transship.Operator.Events;

/// <summary>The path of the receiver for an endpoint: <c>/events/{namespace}/{endpoint}</c>.</summary>
internal static class EventPath
{
    /// <summary>The path of an endpoint.</summary>
    public static string Of(NamespacedName endpoint) => $"/events/{endpoint.Namespace}/{endpoint.Name}";

    /// <summary>The endpoint that a path names, whether it exists or not.</summary>
    public static bool TryParse(string? path, [NotNullWhen(true)] out NamespacedName? endpoint)
    {
        var parts = (path ?? "").Split('/');
        endpoint = parts is ["", "events", { Length: > 0 and <= 253 } ns, { Length: > 0 and <= 253 } name] ? new NamespacedName(ns, name) : null;
        return endpoint is not null;
    }
}
