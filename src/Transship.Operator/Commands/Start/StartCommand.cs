using System.CommandLine;
using Spectre.Console;

namespace Transship.Operator.Commands.Start;

/// <summary><c>transship start RULE</c>: a run of a rule, now.</summary>
internal sealed class StartCommand : Command
{
    private readonly Argument<string> _rule = new("RULE") { Description = "The rule to run." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only count what would be copied." };
    private readonly ClusterOptions _cluster = new();
    private readonly TimeProvider _time;

    public StartCommand(TimeProvider time)
        : base("start", "Run a rule of a cluster now.")
    {
        _time = time;
        Add(_rule);
        Add(_dryRun);
        _cluster.AddTo(this);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => StartAsync(result, token), cancellationToken));
    }

    private async Task<int> StartAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (client, ns) = _cluster.Connect(result);
        using var owned = client;
        var created = await new RequestedRuns(client, ns, _time).CreateAsync(result.GetRequiredValue(_rule), result.GetValue(_dryRun), cancellationToken);
        Terminal.Output.WriteLine(created.Metadata.Name!);
        return ExitCodes.Success;
    }
}
