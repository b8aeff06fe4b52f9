using System.Globalization;

namespace Transship.Benchmarks.Copying;

/// <summary>The runs of one program in one scenario, and the requests of the last one.</summary>
internal sealed class ProgramResult(CopyProgram program)
{
    private readonly List<ProgramRun> _runs = [];
    private RequestCount? _source;
    private RequestCount? _destination;
    private int _serverErrors;

    /// <summary>Whose runs they are.</summary>
    public CopyProgram Program => program;

    /// <summary>The median wall time in seconds.</summary>
    public double Wall => Median(r => r.Wall);

    /// <summary>The median CPU time in seconds.</summary>
    public double Cpu => Median(r => r.Cpu);

    /// <summary>The largest of all peaks in MiB.</summary>
    public double Peak => _runs.Max(r => r.PeakMebibytes);

    /// <summary>Requests that ended with a 5xx, in all runs.</summary>
    public int ServerErrors => _serverErrors;

    /// <summary>Adds a run.</summary>
    public void Add(ProgramRun run, RequestCount source, RequestCount destination)
    {
        _runs.Add(run);
        (_source, _destination) = (source, destination);
        _serverErrors += source.ServerErrors + destination.ServerErrors;
    }

    /// <summary>A row of the table whose head is <see cref="Head"/>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {program.Name} | {string.Join(' ', _runs.Select(r => r.Wall.ToString("0.00", CultureInfo.InvariantCulture)))} | {Wall:0.00} s | {Cpu:0.00} s | {Peak:0} MiB | {_source} | {_destination} |");

    /// <summary>What the columns of the rows are.</summary>
    public const string Head = "| program | runs, s | median | CPU | peak memory | requests at the source | requests at the destination |\n|---|---|---|---|---|---|---|";

    private double Median(Func<ProgramRun, double> figure) => _runs.Select(figure).Order().ElementAt(_runs.Count / 2);
}
