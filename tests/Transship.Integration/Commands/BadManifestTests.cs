using Transship.Testing.Files;
using Transship.Testing.Servers;

namespace Transship.Integration.Commands;

/// <summary>A manifest that cannot work ends <c>transship run</c> with one line: the file, the line, the field and what to do.</summary>
public sealed class BadManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("spec: {url: 'http://127.0.0.1:1'", ":5: this is no valid YAML")]
    [InlineData("spec:\n  url: http://127.0.0.1:1\n  colour: red", ":6: Endpoint a: spec.colour: unknown field: correct its name, or remove it.")]
    [InlineData("spec:\n  url: http://127.0.0.1:1\n  limits: {maxConcurrentRequests: many}", ":6: Endpoint a: spec.limits.maxConcurrentRequests: Invalid value")]
    public async Task Run_BadManifest_NamesFileLineAndField(string spec, string expected)
    {
        var file = _folder.Write("endpoint.yaml", $"apiVersion: transship.io/v1alpha1\nkind: Endpoint\nmetadata: {{name: a}}\n{spec}\n");

        var result = await new Tool("dotnet").TryRunAsync([Path.Combine(AppContext.BaseDirectory, "transship.dll"), "run", "-f", file, "--once"]);

        var line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"error: {file}{expected}", line, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
    }
}
