using Transship.Operator.Commands;

namespace Transship.Operator.Tests.Commands;

/// <summary>Whatever a user hands the program: one clear line, the right exit code, no stack trace, no secret.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Nowhere = "http://127.0.0.1:1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("transship-input-");

    public static TheoryData<string, string> Manifests => new()
    {
        { "", "the file holds no manifest" },
        { "kind: Secret\n metadata: [", "this is no valid YAML" },
        { "- a", "an object with apiVersion, kind and metadata is expected" },
        { "apiVersion: transship.io/v1alpha1\nkind: Endpoint\nspec: {url: http://x}", "metadata.name is missing" },
        { "apiVersion: transship.io/v1alpha1\nkind: Endpiont\nmetadata: {name: a}", "kind 'Endpiont' is not served" },
        { Endpoint("a") + "---\n" + Endpoint("a"), "is there already" },
        { Endpoint("a", "http://user:hunter2@127.0.0.1:1") + Rule(), "spec.credentials.secretRef" },
        { Endpoint("a", "no url") + Rule(), "it is no URL" },
        { Endpoint("a") + Rule("enabled: \"yes\""), "must be of type boolean" },
        { Endpoint("a") + Rule("enabld: true"), "spec.enabld: unknown field" },
        { Endpoint("a") + Rule("filters: [{type: name, value: \"a{b\"}]"), "The { is never closed" },
        { Endpoint("a") + Rule().Replace("endpointRef: {name: b}", "endpointRef: {name: nowhere}", StringComparison.Ordinal), "Endpoint 'nowhere' does not exist" },
        { Endpoint("a").Replace("{url", "{credentials: {secretRef: {name: login}}, url", StringComparison.Ordinal) + Rule(), "Secret 'login'" },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task Run_BadManifest_SaysWhatToChange(string manifest, string sentence)
    {
        var (exitCode, output, error) = await TransshipProcess.RunAsync("run", "--once", "--log-level", "Fatal", "-f", Write(manifest));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        AssertClean(ExitCodes.BadInput, exitCode, output + error);
    }

    [Fact]
    public async Task Check_BadManifests_SaysWhatToChange()
    {
        var (exitCode, output, error) = await TransshipProcess.RunAsync("check", "-f", Write(Endpoint("a", "no url") + "---\n" + Endpoint("b")));
        Assert.Contains("Endpoint a: InvalidSpec", output, StringComparison.Ordinal);
        Assert.Contains("Endpoint b: ConnectionRefused", output, StringComparison.Ordinal);
        AssertClean(ExitCodes.BadInput, exitCode, output + error);
    }

    [Fact]
    public async Task Check_RegistryOutOfReach_MayHeal()
    {
        var (exitCode, output, error) = await TransshipProcess.RunAsync("check", "-f", Write(Endpoint("a")));
        AssertClean(ExitCodes.Failure, exitCode, output + error);
    }

    [Theory]
    [InlineData("run -f FOLDER", "no file in this folder holds a manifest")]
    [InlineData("run", "'--filename' is required")]
    [InlineData("run -f FILE --data FILE", "--data")]
    [InlineData("run -f FILE --token-file FOLDER/none", "--token-file")]
    [InlineData("copy http://user:hunter2@127.0.0.1:1/a:1 127.0.0.1:1/b", "log in with docker or podman")]
    [InlineData("copy 127.0.0.1:1/a:1 127.0.0.1:1/b --src-creds hunter2", "user:password")]
    [InlineData("copy 127.0.0.1:1/a:1 127.0.0.1:1/b --platform junk", "--platform 'junk' is no platform")]
    [InlineData("operator --kubeconfig FILE", "this is no kubeconfig")]
    public async Task Invoke_BadArguments_SaysWhatToChange(string line, string sentence)
    {
        var file = Write("- no kubeconfig");
        var empty = _folder.CreateSubdirectory("empty").FullName;
        var (exitCode, output, error) = await TransshipProcess.RunAsync(line
            .Replace("FILE", line.StartsWith("run", StringComparison.Ordinal) ? Write(Endpoint("a")) : file, StringComparison.Ordinal)
            .Replace("FOLDER", empty, StringComparison.Ordinal).Split(' '));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        AssertClean(ExitCodes.BadInput, exitCode, output + error);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void AssertClean(int expected, int exitCode, string text)
    {
        Assert.Equal(expected, exitCode);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Unexpected", text, StringComparison.Ordinal);
    }

    private static string Endpoint(string name, string url = Nowhere) =>
        $"apiVersion: transship.io/v1alpha1\nkind: Endpoint\nmetadata: {{name: {name}}}\nspec: {{url: \"{url}\"}}\n";

    private static string Rule(string more = "enabled: true") =>
        $"---\n{Endpoint("b", "http://127.0.0.1:2")}---\napiVersion: transship.io/v1alpha1\nkind: ReplicationRule\nmetadata: {{name: r}}\n"
        + $"spec:\n  source: {{endpointRef: {{name: a}}}}\n  destinations: [{{endpointRef: {{name: b}}, namespace: m}}]\n  {more}\n";

    private string Write(string manifest)
    {
        var file = Path.Combine(_folder.FullName, "input.yaml");
        File.WriteAllText(file, manifest);
        return file;
    }
}
