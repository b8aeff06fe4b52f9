using Microsoft.AspNetCore.Http;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Operator.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Registry.Content;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Tasks;

/// <summary>Tasks whose destination is a Harbor: it has projects that a push needs, and it removes a tag alone.</summary>
public sealed class ProductTaskTests : IAsyncLifetime
{
    private const string Repository = "team/app";

    private readonly Bench _bench = Bench.Create();
    private readonly List<string> _asked = [];
    private FakeRegistry _source = null!;
    private FakeRegistry _destination = null!;

    public async Task InitializeAsync()
    {
        _source = await FakeRegistry.StartAsync();
        _destination = await FakeRegistry.StartAsync();
        _bench.Cluster.Add(Sample.Endpoint("source", _source.Url.ToString()));
        var destination = Sample.Endpoint("destination", _destination.Url.ToString());
        _bench.Cluster.Add(destination with { Spec = destination.Spec with { Type = "harbor" } });
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
    }

    [Fact]
    public async Task Run_ProjectIsMissing_IsMadeBeforeAnythingIsPushed()
    {
        AnswerAsHarbor(createProject: 201);
        var image = _source.Store[Repository].AddImage("v1", [FakeImages.Bytes(1, 200)]);

        var outcome = await RunAsync(TaskOperation.Copy, "v1", image.Digest);

        Assert.Equal(new ArtifactCounts { Total = 1, Succeeded = 1 }, outcome.Counts);
        var written = _asked.Where(request => !request.StartsWith("GET ", StringComparison.Ordinal) && !request.StartsWith("HEAD ", StringComparison.Ordinal)).ToArray();
        Assert.Equal("POST /api/v2.0/projects", written[0]);
        Assert.Contains(written[1..], request => request.StartsWith("PUT /v2/team/app/manifests/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ProjectMayNotBeMade_FailsWithPermissionDeniedAndReadsNothing()
    {
        AnswerAsHarbor(createProject: 403);
        var image = _source.Store[Repository].AddImage("v1", [FakeImages.Bytes(1, 200)]);

        var outcome = await RunAsync(TaskOperation.Copy, "v1", image.Digest);

        Assert.Equal((ConditionReasons.PermissionDenied, false), (outcome.Failure!.Reason, outcome.Failure.CanHeal));
        Assert.Equal(0, _source.Requests.Count("GET"));
        Assert.DoesNotContain(_asked, request => request.Contains("/v2/team/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ProductRemovesTags_TheTagAloneGoesAndTheManifestStays()
    {
        AnswerAsHarbor(createProject: 201);
        var image = _destination.Store[Repository].AddImage("v1", [FakeImages.Bytes(1, 200)]);
        _destination.Store[Repository].Tags["stable"] = image.Digest;

        var outcome = await RunAsync(TaskOperation.Delete, "v1", image.Digest);

        Assert.Equal(new ArtifactCounts { Total = 1, Deleted = 1 }, outcome.Counts);
        Assert.Equal(["DELETE /api/v2.0/projects/team/repositories/app/artifacts/v1/tags/v1"], _asked.Where(request => request.StartsWith("DELETE ", StringComparison.Ordinal)));
        Assert.Equal(["stable"], _destination.Store[Repository].Tags.Keys);
    }

    private void AnswerAsHarbor(int createProject) => _destination.Intercept = context =>
    {
        var request = $"{context.Request.Method} {context.Request.Path}";
        lock (_asked)
        {
            _asked.Add(request);
        }

        if (!context.Request.Path.StartsWithSegments("/api/v2.0", StringComparison.Ordinal))
        {
            return Task.FromResult(false);
        }

        context.Response.StatusCode = context.Request.Method switch
        {
            "HEAD" => StatusCodes.Status404NotFound,
            "POST" => createProject,
            "DELETE" => RemoveTag(request),
            _ => StatusCodes.Status404NotFound,
        };
        return Task.FromResult(true);
    };

    private int RemoveTag(string request) => _destination.Store[Repository].Tags.TryRemove(request.Split('/')[^1], out _) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;

    private async Task<TaskOutcome> RunAsync(TaskOperation operation, string tag, Digest digest)
    {
        var task = Sample.Task("t", Sample.Started("run"), repository: Repository);
        task = await _bench.SeedAsync(task with { Spec = task.Spec with { Operation = operation, Artifacts = [new TaskArtifact { Tag = tag, Digest = digest.ToString() }] } });
        return await _bench.Runner.RunAsync(task, TaskProgress.Of(task), CancellationToken.None);
    }
}
