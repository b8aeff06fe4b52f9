using Microsoft.AspNetCore.Http;
using Transship.Operator.Commands;
using Transship.Testing.Files;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Commands.Run;

/// <summary><c>transship run --once</c> as a script meets it: a process whose output is piped, and its exit code.</summary>
public sealed class RunCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private FakeRegistry _source = null!;
    private FakeRegistry _destination = null!;

    public async Task InitializeAsync()
    {
        _source = await FakeRegistry.StartAsync();
        _destination = await FakeRegistry.StartAsync();
        _source.Store["library/app"].AddImage("v1", [FakeImages.Bytes(1, 1000)]);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Once_EverythingIsCopied_EndsWithALineAndZero()
    {
        var (exitCode, output, error) = await RunAsync();
        Assert.Equal((ExitCodes.Success, ""), (exitCode, output));
        Assert.Matches(@"(?m)^Succeeded nightly-initial-[0-9a-f]{10}: .+ \S+ [KM]?i?B in \S+$", error);
        Assert.DoesNotContain('\u001b', error);
        Assert.Empty(_destination.Store.MissingFor("mirror/library/app", "v1"));
    }

    [Fact]
    public async Task Once_RefusedAndThenAllowed_TheSecondRunOnKeptDataSucceeds()
    {
        _destination.Intercept = RefuseUploads;
        var (exitCode, _, error) = await RunAsync("--data", Path.Combine(_folder.Path, "state"));
        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.Matches("(?m)^Failed nightly-initial-", error);

        _destination.Intercept = null;
        (exitCode, _, error) = await RunAsync("--data", Path.Combine(_folder.Path, "state"));
        Assert.Equal(ExitCodes.Success, exitCode);
        Assert.Matches("(?m)^Succeeded nightly-run-", error);
        Assert.DoesNotMatch("(?m)^Failed ", error);
        Assert.Empty(_destination.Store.MissingFor("mirror/library/app", "v1"));
    }

    private static Task<bool> RefuseUploads(HttpContext context)
    {
        if (context.Request.Method == "POST")
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }

        return Task.FromResult(context.Request.Method == "POST");
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] options)
    {
        var manifests = _folder.Write("manifests.yaml", $$"""
            apiVersion: transship.io/v1alpha1
            kind: Endpoint
            metadata: {name: source}
            spec: {url: "{{_source.Url}}"}
            ---
            apiVersion: transship.io/v1alpha1
            kind: Endpoint
            metadata: {name: destination}
            spec: {url: "{{_destination.Url}}"}
            ---
            apiVersion: transship.io/v1alpha1
            kind: ReplicationRule
            metadata: {name: nightly}
            spec:
              source: {endpointRef: {name: source} }
              destinations: [{endpointRef: {name: destination}, namespace: mirror}]
              retry: {limit: 0}
            """);
        return TransshipProcess.RunAsync(["run", "-f", manifests, "--once", "--log-level", "Error", .. options]);
    }
}
