using System.Globalization;
using Transship.Api;

namespace Transship.Operator.Endpoints;

/// <summary>Reads bytes per second as Kubernetes quantities: <c>10Mi</c>, <c>500k</c>, <c>1048576</c>.</summary>
internal static class Bandwidth
{
    /// <summary>An equal part of a rate; null where there is none.</summary>
    /// <param name="text">The whole rate.</param>
    /// <param name="parts">How many share it.</param>
    public static string? Share(string? text, int parts) =>
        Parse(text) is { } whole ? Math.Max(1, whole / parts).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>The bytes per second, or null where the text is none.</summary>
    public static long? Parse(string? text) => ByteCount.Parse(text);
}
