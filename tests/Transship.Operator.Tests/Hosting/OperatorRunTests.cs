using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Operator.Hosting;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Kubernetes;
using Transship.Testing.Registry;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Hosting;

/// <summary>The operator as the program puts it together, on a fake cluster: everything wakes what it should, with a clock that stands still.</summary>
public sealed class OperatorRunTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeCluster _cluster = null!;
    private FakeRegistry _source = null!;
    private FakeRegistry _destination = null!;

    public async Task InitializeAsync()
    {
        _cluster = new FakeCluster(_time);
        _source = await FakeRegistry.StartAsync();
        _destination = await FakeRegistry.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            _source.Store[$"library/app-{i:00}"].AddImage("v1", [FakeImages.Bytes(i, 1000)]);
        }

        _cluster.Add(Sample.Endpoint("source", _source.Url.ToString()));
        _cluster.Add(Sample.Endpoint("destination", _destination.Url.ToString()));
        _cluster.Add(Sample.Rule());
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
    }

    [Fact]
    public async Task Run_RuleIsApplied_EverythingArrives()
    {
        using var operation = await StartAsync();
        await UntilEndedAsync();
        await operation.StopAsync();

        AssertAllArrived();
        Assert.All(_cluster.PeekAll<ReplicationTask>(), task => Assert.Equal((ExecutionPhase.Succeeded, 1), (task.Status!.Phase, task.Status.Attempts)));
    }

    [Fact]
    public async Task Restart_InMidRun_GoesOnWhereItWas()
    {
        HoldUploads();
        using (var first = await StartAsync())
        {
            await _asked.Task.WaitAsync(Patience.Limit);
            await Patience.UntilAsync(() => _cluster.PeekAll<ReplicationTask>().Any(task => task.Status?.Phase == ExecutionPhase.InProgress));
            await first.StopAsync();
        }

        Assert.Equal(ExecutionPhase.InProgress, Execution.Status!.Phase);
        _open.SetResult();
        using var second = await StartAsync();
        await UntilEndedAsync();
        await second.StopAsync();

        AssertAllArrived();
        Assert.Equal(1, Execution.Status!.Plan!.Attempts);
        Assert.All(_cluster.PeekAll<ReplicationTask>(), task => Assert.Equal(1, task.Status!.Attempts));
        Assert.Single(_cluster.PeekAll<ReplicationExecution>());
    }

    [Fact]
    public async Task Stop_InMidRun_StopsAllThatGoesOnAndAllThatWaits()
    {
        HoldUploads();
        using var operation = await StartAsync();
        await _asked.Task.WaitAsync(Patience.Limit);
        await Patience.UntilAsync(() => Execution.Status?.Plan?.Complete == true);
        _cluster.Change<ReplicationExecution>(Execution.Metadata.Name!, execution => execution with { Spec = execution.Spec with { Stop = true } });
        await UntilEndedAsync();
        await operation.StopAsync();

        Assert.Equal((ExecutionPhase.Stopped, 20L, 20L), (Execution.Status!.Phase, Execution.Status.Counts!.Total, Execution.Status.Counts.Stopped));
        Assert.All(_cluster.PeekAll<ReplicationTask>(), task => Assert.Equal(ExecutionPhase.Stopped, task.Status!.Phase));
    }

    [Fact]
    public async Task Delete_RuleInMidRun_StopsTheRunThenLetsGo()
    {
        HoldUploads();
        using var operation = await StartAsync();
        await _asked.Task.WaitAsync(Patience.Limit);
        _cluster.Remove<ReplicationRule>("nightly");
        await Patience.UntilAsync(() => _cluster.Peek<ReplicationRule>("nightly") is null);
        await operation.StopAsync();

        Assert.Equal(ExecutionPhase.Stopped, Execution.Status!.Phase);
    }

    [Fact]
    public async Task Disable_InMidRun_StopsTheRun()
    {
        HoldUploads();
        using var operation = await StartAsync();
        await _asked.Task.WaitAsync(Patience.Limit);
        _cluster.Change<ReplicationRule>("nightly", rule => rule with { Spec = rule.Spec with { Enabled = false } });
        await UntilEndedAsync();
        await operation.StopAsync();

        Assert.Equal(ExecutionPhase.Stopped, Execution.Status!.Phase);
    }

    private ReplicationExecution Execution => _cluster.PeekAll<ReplicationExecution>()[0];

    private void HoldUploads() => _destination.Intercept = async context =>
    {
        if (context.Request.Method == "POST")
        {
            _asked.TrySetResult();
            await _open.Task.WaitAsync(context.RequestAborted);
        }

        return false;
    };

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IKubernetesClient>(_cluster);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddTransship(new OperatorOptions { MaxConcurrentTasks = 5, Instance = "worker-1" });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private Task UntilEndedAsync() => Patience.UntilAsync(() => _cluster.PeekAll<ReplicationExecution>() is [{ Status.CompletionTime: not null }]);

    private void AssertAllArrived()
    {
        var status = Execution.Status!;
        Assert.Equal((ExecutionPhase.Succeeded, "20/20", 20L), (status.Phase, status.Progress, status.Counts!.Succeeded + status.Counts.UpToDate));
        Assert.All(_source.Store.Repositories, repository => Assert.Empty(_destination.Store.MissingFor(repository, "v1")));
    }
}
