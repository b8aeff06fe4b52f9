using System.CommandLine;

namespace Transship.Operator.Commands.Crds;

/// <summary><c>transship crds</c>: the manifests that this program's resources and controllers need.</summary>
internal sealed class CrdsCommand : Command
{
    private readonly Option<DirectoryInfo?> _output = new("--output", "-o") { Description = "A folder to write one file per manifest to; without it they are printed." };
    private readonly Option<bool> _roles = new("--roles") { Description = "The operator's roles instead of the resource definitions." };

    private readonly Option<bool> _reference = new("--reference") { Description = "The reference of fields and commands, in Markdown, instead of manifests." };

    public CrdsCommand()
        : base("crds", "Print the custom resource definitions (or roles) for kubectl apply.")
    {
        Add(_output);
        Add(_roles);
        Add(_reference);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => WriteAsync(result, token), cancellationToken));
    }

    private async Task<int> WriteAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var files = result.GetValue(_reference)
            ? GeneratedManifests.Crds().Select(m => (Name: Path.ChangeExtension(m.FileName, "md"), Text: FieldReference.Of(m.Content))).Append((Name: "command-line.md", Text: CommandReference.Of(new TransshipCommand())))
            : (result.GetValue(_roles) ? GeneratedManifests.Roles() : GeneratedManifests.Crds()).Select(m => (Name: m.FileName, Text: m.Yaml));
        if (result.GetValue(_output) is not { } folder)
        {
            Console.Out.Write(string.Concat(files.Select(file => file.Text)));
            return ExitCodes.Success;
        }

        folder.Create();
        foreach (var (name, text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text, cancellationToken);
        }

        return ExitCodes.Success;
    }
}
