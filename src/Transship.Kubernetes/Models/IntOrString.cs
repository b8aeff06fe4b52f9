using System.Globalization;
using System.Text.Json.Serialization;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Models;

/// <summary>A value that may be written as a number or as a word (util/intstr).</summary>
/// <param name="Text">The value as text.</param>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString(string Text)
{
    /// <summary>The number, where the value is one.</summary>
    public int? Number => int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;

    /// <summary>The value as text.</summary>
    public override string ToString() => Text ?? "";
}
