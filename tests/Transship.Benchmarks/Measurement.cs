using System.Globalization;

namespace Transship.Benchmarks;

/// <summary>A figure, and what it has to be.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Target">The bound.</param>
/// <param name="IsMet">Whether the figure keeps it.</param>
internal sealed record Measurement(string Name, double Value, string Unit, string Target, bool IsMet)
{
    internal static Measurement AtMost(string name, double value, double bound, string unit) =>
        new(name, value, unit, $"at most {bound} {unit}", value <= bound);

    internal static Measurement AtLeast(string name, double value, double bound, string unit) =>
        new(name, value, unit, $"at least {bound} {unit}", value >= bound);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsMet ? "ok  " : "MISS")} {Name}: {Value:0.##} {Unit} ({Target})");
}
