using System.Globalization;
using System.Runtime.InteropServices;
using Transship.Testing.Servers;

namespace Transship.Benchmarks.Copying;

/// <summary>What one run of a program took, its start included.</summary>
/// <param name="Wall">Seconds.</param>
/// <param name="Cpu">Seconds of all its processes, user and system.</param>
/// <param name="PeakMebibytes">The peak resident memory of its largest process.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProgramRun(double Wall, double Cpu, double PeakMebibytes)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(9);

    /// <summary>Runs a command under GNU time.</summary>
    /// <exception cref="ToolFailedException">The command failed.</exception>
    public static async Task<ProgramRun> MeasureAsync(string time, IReadOnlyList<string> command, string folder)
    {
        var figures = Path.Combine(folder, "time");
        await new Tool(time).RunAsync(["-o", figures, "-f", "%e %U %S %M", .. command], timeout: Limit);
        var values = (await File.ReadAllTextAsync(figures)).Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return new ProgramRun(values[0], values[1] + values[2], values[3] / 1024);
    }
}
