using System.CommandLine;
using Transship.Registry.References;

namespace Transship.Operator.Commands.Copy;

/// <summary><c>transship copy SRC DST</c>: one artifact, or all tags of a repository, from one registry to another, with no configuration at all.</summary>
internal sealed class CopyCommand : Command
{
    private readonly Argument<string> _source = new("SRC") { Description = "What to copy: [http://]registry/repository[:tag|@digest], or helm://host/folder/chart[:version] of a chart repository (helm+http:// without TLS)." };
    private readonly Argument<string> _destination = new("DST") { Description = "Where to: [http://]registry/repository[:tag]. Without a tag, the source's." };
    private readonly Option<bool> _allTags = new("--all-tags") { Description = "Copy every tag of the repository." };
    private readonly Option<bool> _recursive = new("--recursive") { Description = "Copy every tag of every repository below SRC, a registry or a namespace ([http://]registry[/namespace]), to the same names below DST. Needs a source with a catalog, or a chart repository (helm://host/folder)." };
    private readonly Option<string[]> _platforms = new("--platform") { Description = "Copy only this platform of an index (os/architecture[/variant]); may be repeated." };
    private readonly Option<bool> _referrers = new("--referrers") { Description = "Copy signatures, SBOMs and whatever else refers to the artifact too." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be copied; copy nothing." };
    private readonly Option<string?> _sourceCredentials = new("--src-creds") { Description = "user:password for the source. Default: docker's and podman's logins." };
    private readonly Option<string?> _destinationCredentials = new("--dst-creds") { Description = "user:password for the destination. Default: docker's and podman's logins." };
    private readonly Option<bool> _insecure = new("--tls-skip-verify") { Description = "Accept any certificate." };

    public CopyCommand()
        : base("copy", "Copy an image, chart or other artifact between two registries.")
    {
        Add(_source);
        Add(_destination);
        Option[] options = [_allTags, _recursive, _platforms, _referrers, _dryRun, _sourceCredentials, _destinationCredentials, _insecure];
        Array.ForEach(options, Add);
        _platforms.Validators.Add(result =>
        {
            foreach (var wrong in result.Tokens.Select(t => t.Value).Where(p => p.Split('/') is not ([{ Length: > 0 }, { Length: > 0 }] or [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }])))
            {
                result.AddError($"--platform '{wrong}' is no platform: write os/architecture or os/architecture/variant, as in linux/arm64.");
            }
        });
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => CopyAsync(result, token), cancellationToken));
    }

    private async Task<int> CopyAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var recursive = result.GetValue(_recursive);
        Func<string, ImageReference> parse = recursive ? ImageReference.ParseNamespace : ImageReference.Parse;
        var verify = !result.GetValue(_insecure);
        var (written, login) = (result.GetRequiredValue(_source), result.GetValue(_sourceCredentials));
        var destination = parse(result.GetRequiredValue(_destination));
        using var from = ChartReference.TryParse(written, recursive, out var chart)
            ? CopyEnd.OpenCharts(chart, login, verify)
            : await CopyEnd.OpenAsync(parse(written), login, verify, cancellationToken);
        using var to = await CopyEnd.OpenAsync(destination, result.GetValue(_destinationCredentials), verify, cancellationToken);
        var job = new CopyJob(from, to)
        {
            Platforms = result.GetValue(_platforms) ?? [],
            Referrers = result.GetValue(_referrers),
            DryRun = result.GetValue(_dryRun),
        };
        return recursive ? await job.CopyNamespaceAsync(cancellationToken)
            : result.GetValue(_allTags) ? await job.CopyAllTagsAsync(cancellationToken)
            : await job.CopyOneAsync(cancellationToken);
    }
}
