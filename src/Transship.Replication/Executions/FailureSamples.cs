using System.Text.Json;
using Transship.Api.Executions;
using Transship.Kubernetes.Serialization;

namespace Transship.Replication.Executions;

/// <summary>Keeps samples of failures within the bounds of a status.</summary>
public static class FailureSamples
{
    /// <summary>The most bytes that a list of samples takes as JSON: a status has two of them, and the rule's specification besides.</summary>
    public const int MaxBytes = 10 * 1024;

    private const int MaxArtifactLength = 512;
    private const string Ellipsis = "…";

    /// <summary>The first samples that fit: at most <see cref="ReplicationExecutionStatus.MaxFailures"/> and <see cref="MaxBytes"/>.</summary>
    /// <param name="samples">The samples, the most telling first.</param>
    public static IReadOnlyList<FailureSample> Bound(IEnumerable<FailureSample> samples)
    {
        var kept = new List<FailureSample>();
        var bytes = 0;
        foreach (var sample in samples.Take(ReplicationExecutionStatus.MaxFailures).Select(Cut))
        {
            bytes += JsonSerializer.SerializeToUtf8Bytes(sample, KubernetesJson.TypeInfo<FailureSample>()).Length;
            if (bytes > MaxBytes)
            {
                break;
            }

            kept.Add(sample);
        }

        return kept;
    }

    /// <summary>The sample with its texts cut to what the schema takes.</summary>
    /// <param name="sample">The sample.</param>
    public static FailureSample Cut(FailureSample sample) => sample with
    {
        Artifact = Cut(sample.Artifact, MaxArtifactLength),
        Message = Cut(sample.Message, FailureSample.MaxMessageLength),
    };

    /// <summary>The text, cut to a length with an ellipsis at its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The most characters.</param>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = length - Ellipsis.Length;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), Ellipsis);
    }
}
