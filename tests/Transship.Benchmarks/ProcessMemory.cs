using System.Globalization;

namespace Transship.Benchmarks;

/// <summary>The memory of another process, as Linux counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>The most resident memory that it had so far, in bytes (VmHWM).</summary>
    internal static long Peak(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
