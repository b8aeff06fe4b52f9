using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Kubernetes.Models;

/// <summary>A program in a pod (core/v1 Container, as far as it is used here).</summary>
public sealed record V1Container
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its image.</summary>
    public string? Image { get; init; }

    /// <summary>The program; absent for the one of the image.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Its environment.</summary>
    public IReadOnlyList<V1EnvVar>? Env { get; init; }

    /// <summary>What it needs and may use.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>What it sees of the volumes.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }

    /// <summary>The file that its last words are read from.</summary>
    public string? TerminationMessagePath { get; init; }

    /// <summary>File, or FallbackToLogsOnError.</summary>
    public string? TerminationMessagePolicy { get; init; }

    /// <summary>What it may do to the node.</summary>
    public V1SecurityContext? SecurityContext { get; init; }
}

/// <summary>An environment variable.</summary>
public sealed record V1EnvVar
{
    /// <summary>Its name.</summary>
    [Length(MinLength = 1, MaxLength = 253)]
    public required string Name { get; init; }

    /// <summary>Its value.</summary>
    [Length(MaxLength = 4096)]
    public string? Value { get; init; }

    /// <summary>Where its value comes from (core/v1 EnvVarSource), as written.</summary>
    public JsonObject? ValueFrom { get; init; }
}

/// <summary>Quantities by resource, as in cpu and memory.</summary>
public sealed record V1ResourceRequirements
{
    /// <summary>What the scheduler reserves.</summary>
    [PropertyLimits(32)]
    public IReadOnlyDictionary<string, IntOrString>? Requests { get; init; }

    /// <summary>What is never exceeded.</summary>
    [PropertyLimits(32)]
    public IReadOnlyDictionary<string, IntOrString>? Limits { get; init; }
}

/// <summary>What a container may do to the node.</summary>
public sealed record V1SecurityContext
{
    /// <summary>Whether a child may have more rights than its parent.</summary>
    public bool? AllowPrivilegeEscalation { get; init; }

    /// <summary>Whether the image's files cannot be changed.</summary>
    public bool? ReadOnlyRootFilesystem { get; init; }

    /// <summary>Capabilities of the kernel.</summary>
    public V1Capabilities? Capabilities { get; init; }
}

/// <summary>Capabilities of the kernel.</summary>
public sealed record V1Capabilities
{
    /// <summary>Those that are taken away.</summary>
    public IReadOnlyList<string>? Drop { get; init; }
}
