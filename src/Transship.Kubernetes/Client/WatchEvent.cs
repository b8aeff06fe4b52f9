using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Client;

/// <summary>What a watch frame says.</summary>
public enum WatchEventType
{
    /// <summary>The object is new.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone; the frame carries its final state (R11).</summary>
    Deleted,

    /// <summary>Only the version moved on (R6).</summary>
    Bookmark,

    /// <summary>The watch failed; the frame carries a Status (R7, R8).</summary>
    Error,

    /// <summary>A frame that could not be understood (R13).</summary>
    Unknown,
}

/// <summary>One frame of a watch.</summary>
/// <typeparam name="T">The entity type.</typeparam>
/// <param name="Type">What the frame says.</param>
/// <param name="Object">The object; for a bookmark one with metadata only, null for errors and unknown frames.</param>
/// <param name="Error">The Status of an error; for an unknown frame, what could not be understood.</param>
public sealed record WatchEvent<T>(WatchEventType Type, T? Object, V1Status? Error)
    where T : class, IKubernetesObject;
