namespace Transship.Kubernetes.Entities.Schema;

/// <summary>The value that the server fills in where the field is absent.</summary>
/// <param name="json">The value as JSON, as in <c>true</c>, <c>3</c>, <c>"5m"</c> (with the quotes) or <c>{}</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultValueAttribute(string json) : Attribute
{
    /// <summary>The value as JSON.</summary>
    public string Json { get; } = json;
}

/// <summary>A regular expression (RE2) that a string must match.</summary>
/// <param name="regexPattern">The expression; anchor it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string regexPattern) : Attribute
{
    /// <summary>The expression.</summary>
    public string RegexPattern { get; } = regexPattern;
}

/// <summary>Bounds of a string's length, in characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute : Attribute
{
    /// <summary>The least; negative for none.</summary>
    public int MinLength { get; init; } = -1;

    /// <summary>The most; negative for none.</summary>
    public int MaxLength { get; init; } = -1;
}

/// <summary>Bounds of the number of items of an array.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute : Attribute
{
    /// <summary>The least; negative for none.</summary>
    public int MinItems { get; init; } = -1;

    /// <summary>The most; negative for none.</summary>
    public int MaxItems { get; init; } = -1;

    /// <summary>The most characters of a string item; negative for none.</summary>
    public int MaxLength { get; init; } = -1;
}

/// <summary>The most members of a map.</summary>
/// <param name="maxProperties">The most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PropertyLimitsAttribute(int maxProperties) : Attribute
{
    /// <summary>The most.</summary>
    public int MaxProperties { get; } = maxProperties;
}

/// <summary>The least value of a number.</summary>
/// <param name="minimum">The least.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMinimumAttribute(long minimum) : Attribute
{
    /// <summary>The least.</summary>
    public long Minimum { get; } = minimum;
}

/// <summary>The greatest value of a number.</summary>
/// <param name="maximum">The greatest.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMaximumAttribute(long maximum) : Attribute
{
    /// <summary>The greatest.</summary>
    public long Maximum { get; } = maximum;
}

/// <summary>The field must be there. A C# <c>required</c> property is one without this attribute too.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;

/// <summary>Says in words what a field means, where its XML documentation does not fit.</summary>
/// <param name="text">The words.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class DescriptionAttribute(string text) : Attribute
{
    /// <summary>The words.</summary>
    public string Text { get; } = text;
}

/// <summary>The values that a string may take; an enum type needs none.</summary>
/// <param name="values">The values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnumValuesAttribute(params string[] values) : Attribute
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values { get; } = values;
}
