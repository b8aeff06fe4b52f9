using System.CommandLine;
using Spectre.Console;

namespace Transship.Operator.Commands.Doctor;

/// <summary><c>transship doctor</c>: what is wrong with an installation, and what to do about it.</summary>
internal sealed class DoctorCommand : Command
{
    private readonly Option<string> _operatorNamespace = new("--operator-namespace") { Description = "The namespace of the operator.", DefaultValueFactory = _ => "transship-system" };
    private readonly ClusterOptions _cluster = new();
    private readonly TimeProvider _time;

    public DoctorCommand(TimeProvider time)
        : base("doctor", "Examine an installation: server, definitions, permissions, operator, clock and endpoints.")
    {
        _time = time;
        Add(_operatorNamespace);
        _cluster.AddTo(this);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => ExamineAsync(result, token), cancellationToken));
    }

    private async Task<int> ExamineAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (client, ns) = _cluster.Connect(result);
        using var owned = client;
        var version = await client.GetServerVersionAsync(cancellationToken);
        Report(Finding.Good($"The API server answers; it is of version {version.GitVersion}."));
        var worst = Severity.Good;
        await foreach (var finding in new Examination(client, _time).RunAsync(ns, result.GetRequiredValue(_operatorNamespace), cancellationToken))
        {
            Report(finding);
            worst = finding.Severity > worst ? finding.Severity : worst;
        }

        return worst == Severity.Bad ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static void Report(Finding finding)
    {
        var mark = finding.Severity switch { Severity.Good => "[green]ok[/]  ", Severity.Note => "[yellow]note[/]", _ => "[red]bad[/] " };
        Terminal.Output.MarkupLine($"{mark} {Markup.Escape(finding.Message)}");
    }
}
