using System.CommandLine;

namespace Transship.Operator.Commands.Crds;

/// <summary><c>transship crds</c>: the manifests that this program's resources and controllers need.</summary>
internal sealed class CrdsCommand : Command
{
    private readonly Option<DirectoryInfo?> _output = new("--output", "-o") { Description = "A folder to write one file per manifest to; without it they are printed." };
    private readonly Option<bool> _roles = new("--roles") { Description = "The operator's roles instead of the resource definitions." };

    public CrdsCommand()
        : base("crds", "Print the custom resource definitions (or roles) for kubectl apply.")
    {
        Add(_output);
        Add(_roles);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => WriteAsync(result, token), cancellationToken));
    }

    private async Task<int> WriteAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var manifests = result.GetValue(_roles) ? GeneratedManifests.Roles() : GeneratedManifests.Crds();
        if (result.GetValue(_output) is not { } folder)
        {
            Console.Out.Write(string.Concat(manifests.Select(m => m.Yaml)));
            return ExitCodes.Success;
        }

        folder.Create();
        foreach (var manifest in manifests)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, manifest.FileName), manifest.Yaml, cancellationToken);
        }

        return ExitCodes.Success;
    }
}
