using System.CommandLine;
using Spectre.Console;
using Transship.Kubernetes.Manifests;

namespace Transship.Operator.Commands.Import;

/// <summary><c>transship import FILE</c>: the configuration of regsync as manifests.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Argument<FileInfo> _file = new("FILE") { Description = "A configuration of regsync (regsync.yml)." };

    public ImportCommand()
        : base("import", "Print a regsync configuration as endpoints and rules; what has no counterpart is told on standard error.")
    {
        Add(_file);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => ImportAsync(result, token), cancellationToken));
    }

    private async Task<int> ImportAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var file = result.GetRequiredValue(_file);
        if (!file.Exists)
        {
            throw new ManifestException(file.FullName, 0, "there is no such file");
        }

        if (file.Length > ManifestReader.MaxFileBytes)
        {
            throw new ManifestException(file.Name, 0, $"the file is larger than {ManifestReader.MaxFileBytes >> 20} MiB");
        }

        var (manifests, notes) = RegsyncImport.Convert(await File.ReadAllTextAsync(file.FullName, cancellationToken), file.Name);
        Console.Out.Write(ManifestWriter.ToYaml(manifests));
        foreach (var note in notes)
        {
            Terminal.Error.MarkupLineInterpolated($"[yellow]note:[/] {note}");
        }

        return ExitCodes.Success;
    }
}
