using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>Small confidential data (core/v1 Secret).</summary>
[KubernetesEntity(Kind = "Secret", PluralName = "secrets")]
public sealed record V1Secret : KubernetesObject
{
    /// <summary>The kind of content, as in <c>kubernetes.io/basic-auth</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Values by key; base64 on the wire.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    /// <summary>Values by key in clear, for writing only: a server answers with <see cref="Data"/>.</summary>
    public IReadOnlyDictionary<string, string>? StringData { get; init; }

    /// <summary>Whether the data is sealed.</summary>
    public bool? Immutable { get; init; }

    /// <summary>Names the secret and its keys, never a value.</summary>
    public override string ToString() => $"Secret {NamespacedName.Of(this)} ({Data?.Count ?? 0} keys)";
}
