using System.CommandLine;
using Spectre.Console;
using Transship.Api;
using Transship.Registry.Clients;
using Transship.Registry.Copying;
using Transship.Registry.Endpoints;
using Transship.Registry.References;

namespace Transship.Operator.Commands.Copy;

/// <summary><c>transship copy SRC DST</c>: one artifact, from one registry to another, with no configuration at all.</summary>
internal sealed class CopyCommand : Command
{
    private readonly Argument<string> _source = new("SRC") { Description = "What to copy: [http://]registry/repository[:tag|@digest]." };
    private readonly Argument<string> _destination = new("DST") { Description = "Where to: [http://]registry/repository[:tag]. Without a tag, the source's." };
    private readonly Option<string?> _sourceCredentials = new("--src-creds") { Description = "user:password for the source." };
    private readonly Option<string?> _destinationCredentials = new("--dst-creds") { Description = "user:password for the destination." };
    private readonly Option<bool> _insecure = new("--tls-skip-verify") { Description = "Accept any certificate." };

    public CopyCommand()
        : base("copy", "Copy one image, chart or other artifact between two registries.")
    {
        Add(_source);
        Add(_destination);
        Add(_sourceCredentials);
        Add(_destinationCredentials);
        Add(_insecure);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => CopyAsync(result, token), cancellationToken));
    }

    private async Task<int> CopyAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (source, destination) = (ImageReference.Parse(result.GetRequiredValue(_source)), ImageReference.Parse(result.GetRequiredValue(_destination)));
        using var from = Open(source, result, _sourceCredentials);
        using var to = Open(destination, result, _destinationCredentials);
        var tag = destination.Tag ?? (destination.Digest is null ? source.Tag : null);
        var request = new CopyRequest
        {
            Source = from,
            SourceRepository = source.Repository,
            SourceReference = source.Reference,
            Destination = to,
            DestinationRepository = destination.Repository,
            DestinationTags = tag is not null ? [tag] : source.Digest is null ? ["latest"] : [],
        };
        var started = TimeProvider.System.GetTimestamp();
        await using var bar = CopyProgressBar.Start($"{source.Repository}:{source.Reference}");
        var copied = await new CopyEngine().CopyAsync(request, bar, cancellationToken);
        await bar.DisposeAsync();
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        Terminal.Output.WriteLine(copied.Outcome == CopyOutcome.UpToDate
            ? $"{copied.Digest} up to date"
            : $"{copied.Digest} copied: {ByteCount.Format(copied.Bytes.Transferred)} in {GoDuration.Format(elapsed)}, "
              + $"{ByteCount.Format(copied.Bytes.Skipped)} were there, {ByteCount.Format(copied.Bytes.Mounted)} mounted");
        return ExitCodes.Success;
    }

    private RegistryClient Open(ImageReference reference, ParseResult result, Option<string?> credentials) => new(new RegistryEndpoint(reference.Registry)
    {
        Credentials = result.GetValue(credentials) is { } pair ? Parse(pair) : null,
        Tls = new TlsOptions { Verify = !result.GetValue(_insecure) },
    });

    private static RegistryCredentials Parse(string pair)
    {
        var parts = pair.Split(':', 2);
        return new RegistryCredentials(parts[0], new Secret(parts.Length == 2 ? parts[1] : ""));
    }
}
