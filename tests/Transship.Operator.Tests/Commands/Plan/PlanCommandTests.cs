using Transship.Operator.Commands;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Commands.Plan;

public sealed class PlanCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("transship-plan-");
    private FakeRegistry _source = null!;
    private FakeRegistry _destination = null!;

    public async Task InitializeAsync()
    {
        _source = await FakeRegistry.StartAsync();
        _destination = await FakeRegistry.StartAsync();
        _source.Store["library/one"].AddImage("v1", [FakeImages.Bytes(1, 500)]);
    }

    public async Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
    }

    [Fact]
    public async Task Plan_GoodRule_EndsWellAndCopiesNothing()
    {
        await WriteAsync("destination");

        Assert.Equal(ExitCodes.Success, await PlanAsync());
        Assert.Null(_destination.Store.Find("library/one"));
    }

    [Fact]
    public async Task Plan_UnknownEndpoint_IsBadInput()
    {
        await WriteAsync("nobody-made-it");
        Assert.Equal(ExitCodes.BadInput, await PlanAsync());
    }

    [Fact]
    public async Task Plan_SourceIsBroken_Fails()
    {
        await WriteAsync("destination");
        _source.Intercept = context =>
        {
            context.Response.StatusCode = 403;
            return Task.FromResult(true);
        };
        Assert.NotEqual(ExitCodes.Success, await PlanAsync());
    }

    [Theory]
    [InlineData("filters: [{type: name, value: 'a{b'}]")]
    [InlineData("filterz: []")]
    public async Task Plan_BadRule_IsBadInput(string line)
    {
        await WriteAsync("destination", line);
        Assert.Equal(ExitCodes.BadInput, await PlanAsync());
    }

    private Task<int> PlanAsync() => new TransshipCommand().Parse(["plan", "-f", _folder.FullName]).InvokeAsync();

    private Task WriteAsync(string destination, string line = "") => File.WriteAllTextAsync(
        Path.Combine(_folder.FullName, "all.yaml"),
        $"""
        apiVersion: transship.io/v1alpha1
        kind: Endpoint
        metadata: {"{name: source}"}
        spec: {"{"}url: "{_source.Url}"{"}"}
        ---
        apiVersion: transship.io/v1alpha1
        kind: Endpoint
        metadata: {"{name: destination}"}
        spec: {"{"}url: "{_destination.Url}"{"}"}
        ---
        apiVersion: transship.io/v1alpha1
        kind: ReplicationRule
        metadata: {"{name: all}"}
        spec:
          source: {"{endpointRef: {name: source}}"}
          destinations: [{"{"}endpointRef: {"{"}name: {destination}{"}}"}]
          {line}
        """);
}
