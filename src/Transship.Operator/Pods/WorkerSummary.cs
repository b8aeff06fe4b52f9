using System.Text.Json;
using Transship.Kubernetes.Serialization;
using Transship.Registry.Blobs;

namespace Transship.Operator.Pods;

/// <summary>The last words of a worker, as JSON in the termination message of its container.</summary>
internal sealed record WorkerSummary
{
    /// <summary>Kubernetes keeps 4,096 bytes; JSON may double some.</summary>
    private const int MaxMessage = 1024;

    /// <summary>Tasks of the shard.</summary>
    public int Tasks { get; init; }

    /// <summary>Tasks that had ended before.</summary>
    public int Ended { get; init; }

    /// <summary>Tasks that succeeded here.</summary>
    public int Succeeded { get; init; }

    /// <summary>Tasks that failed for good here.</summary>
    public int Failed { get; init; }

    /// <summary>Tasks that failed here and are tried again later.</summary>
    public int Waiting { get; init; }

    /// <summary>Tasks that were stopped here.</summary>
    public int Stopped { get; init; }

    /// <summary>Why the worker ended before its work was done; absent when it did not.</summary>
    public string? Message { get; init; }

    /// <summary>Of a worker that was killed: the uploads that it had open; absent otherwise.</summary>
    public IReadOnlyList<OpenUpload>? Uploads { get; init; }

    /// <summary>The summary as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this with { Message = Message is { Length: > MaxMessage } text ? text[..MaxMessage] : Message }, KubernetesJson.TypeInfo<WorkerSummary>());

    /// <summary>The message of a termination message, or that itself where it is no summary.</summary>
    public static string? MessageOf(string? text) => Parse(text) is { } summary ? summary.Message : text;

    /// <summary>Reads a termination message; null where it is no summary.</summary>
    public static WorkerSummary? Parse(string? text)
    {
        try
        {
            return text?.StartsWith('{') is true ? JsonSerializer.Deserialize(text, KubernetesJson.TypeInfo<WorkerSummary>()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
