using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Models;

namespace Transship.Runtime.Tests.Generation;

/// <summary>A widget shows <c>every</c> shape that a <see cref="Widget"/> can have.
/// It spans lines.</summary>
[KubernetesEntity(Group = "example.org", ApiVersion = "v1beta1", Kind = "Widget", PluralName = "widgets")]
[KubernetesEntityShortNames("wd")]
[EntityCategories("example")]
[SelectableFields(".spec.owner.name")]
[GenericAdditionalPrinterColumn("Size", ".spec.size", "integer")]
[GenericAdditionalPrinterColumn("Owner", ".spec.owner.name", "string", Priority = 1, Description = "Who has it.")]
[GenericAdditionalPrinterColumn("Age", ".metadata.creationTimestamp", "date")]
public sealed record Widget : CustomKubernetesEntity<WidgetSpec, WidgetStatus>;

/// <summary>What a widget is.</summary>
[ValidationRule("!has(self.limit) || self.size <= self.limit", Message = "the size is beyond the limit", FieldPath = ".size")]
public sealed record WidgetSpec
{
    /// <summary>How large, in <see cref="double"/> centimetres.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(100)]
    [DefaultValue("3")]
    public int Size { get; init; } = 3;

    /// <summary>The largest size.</summary>
    public long? Limit { get; init; }

    public double? Ratio { get; init; }

    /// <summary>Who has it.</summary>
    [Required]
    [Immutable]
    public WidgetOwner? Owner { get; init; }

    [Description("How it looks.")]
    [DefaultValue("\"Round\"")]
    public WidgetShape Shape { get; init; }

    /// <summary>The colours.</summary>
    [EnumValues("red", "green")]
    [Items(MinItems = 1, MaxItems = 4)]
    [ListType("set")]
    public IReadOnlyList<string>? Colours { get; init; }

    /// <summary>The parts, by name.</summary>
    [Items(MaxItems = 8)]
    [ListMapKeys("name")]
    public IReadOnlyList<WidgetPart> Parts { get; init; } = [];

    /// <summary>Notes.</summary>
    [PropertyLimits(16)]
    [Length(MaxLength = 64)]
    public IReadOnlyDictionary<string, string>? Notes { get; init; }

    /// <summary>A port.</summary>
    public IntOrString? Port { get; init; }

    /// <summary>Anything.</summary>
    public JsonObject? Extra { get; init; }

    [Required]
    [Pattern("^[a-z]+$")]
    [Length(MinLength = 1, MaxLength = 63)]
    public string Code { get; init; } = "";

    [Immutable(Message = "move it by making a new one")]
    [Length(MaxLength = 63)]
    public string? Namespace { get; init; }

    public bool Loud { get; init; }
}

/// <param name="Name">The name of the owner.</param>
public sealed record WidgetOwner([property: Required] string Name);

public enum WidgetShape
{
    Round,
    Square,
}

/// <summary>A part.</summary>
public sealed record WidgetPart
{
    public required string Name { get; init; }

    [ValidationRule("self > 0")]
    public int? Weight { get; init; }
}

/// <summary>What became of a widget.</summary>
public sealed record WidgetStatus
{
    /// <summary>The generation that the status speaks of.</summary>
    [DefaultValue("-1")]
    public long? ObservedGeneration { get; init; }

    /// <summary>When it was last seen.</summary>
    public DateTimeOffset? LastSeenTime { get; init; }

    /// <summary>The conditions.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
