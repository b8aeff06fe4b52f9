using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Operator.Audit;
using Transship.Operator.Endpoints;
using Transship.Operator.Events;
using Transship.Operator.Executions;
using Transship.Operator.Hosting;
using Transship.Operator.Rules;
using Transship.Operator.Status;
using Transship.Operator.TaskLogs;
using Transship.Operator.Tasks;
using Transship.Providers;
using Transship.Registry.Clients;
using Transship.Registry.Copying;
using Transship.Runtime.Controllers;
using Transship.Runtime.Writes;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Harness;

/// <summary>The parts of the operator on a fake cluster and a clock that stands still; no queue works, tests call what they test.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly StatusWriter _writer;

    private Bench(TaskPoolOptions? pool, FakeCluster? cluster)
    {
        Cluster = cluster ?? new FakeCluster(Time);
        _writer = new StatusWriter(Cluster, FieldManagers.Operator, Time);
        Endpoints = new ClusterCache<Endpoint>(Cluster);
        Rules = new ClusterCache<ReplicationRule>(Cluster, (Indexes.ByEndpoint, Indexes.EndpointsOf));
        Executions = new ClusterCache<ReplicationExecution>(Cluster, (RuleExecutions.ByRule, Indexes.RuleOf));
        Tasks = new ClusterCache<ReplicationTask>(Cluster, (ExecutionProgress.ByExecution, Indexes.ExecutionOf));
        EndpointStatuses = new OwnStatus<Endpoint>(_writer, Endpoints);
        RuleStatuses = new OwnStatus<ReplicationRule>(_writer, Rules);
        ExecutionStatuses = new OwnStatus<ReplicationExecution>(_writer, Executions);
        TaskStatuses = new OwnStatus<ReplicationTask>(_writer, Tasks);
        Connections = new EndpointConnections(Endpoints, new EndpointResolver(new ApiSecrets(Cluster), new LayoutRoot(null)), ProviderCatalog.Default, new RegistryClientOptions { Retries = 0 }, Events);
        Probe = new EndpointProbe(Connections, Time);
        EventSecrets = new EventSecrets(Cluster, Time);
        EndpointController = new EndpointController(EndpointStatuses, Connections, Probe, new EndpointEventsCheck(EventSecrets, Time), Events, Time);
        Check = new RuleCheck(Endpoints, ProviderCatalog.Default);
        RuleExecutions = new RuleExecutions(Cluster, Executions, Events);
        var audit = new AuditLog(Cluster, Events, NullLogger<AuditLog>.Instance);
        var schedule = new ScheduledRuns(RuleExecutions, ExecutionStatuses, Events, Time);
        RuleController = new ReplicationRuleController(
            RuleStatuses, new RuleStatusPace(Time), Check, RuleExecutions, schedule, new RuleEventsCheck(Endpoints, Events, Time), Events, audit, Time);
        EventExecutions = new EventExecutions(Cluster, RuleExecutions, Time);
        Finalizer = new StopRunsFinalizer(RuleExecutions, audit);
        ExecutionTasks = new ExecutionTasks(Cluster, new EntityWriter(Cluster, Time));
        Plans = new PlanRunner(Cluster, Connections, Rules, Endpoints, ProviderCatalog.Default, ExecutionTasks, ExecutionQueue, Time);
        Planning = new PlanProgress(Plans, () => 0.5);
        Progress = new ExecutionProgress(Cluster, Tasks, ExecutionTasks, Plans, Planning, Tally, Time);
        Admission = new ExecutionAdmission(Cluster, Executions, ExecutionStatuses, RuleExecutions, Time);
        var log = new ExecutionLog(Events, NullLogger<ExecutionLog>.Instance);
        ExecutionController = new ReplicationExecutionController(ExecutionStatuses, Rules, Admission, Progress, Plans, log, audit, ExecutionQueue);
        var options = pool ?? new TaskPoolOptions(4, "worker-1");
        var engine = new CopyEngine();
        var factory = LoggerFactory.Create(logging => logging.AddProvider(new TaskLogProvider(Time)));
        Runner = new TaskRunner(
            Connections,
            engine,
            new ArtifactCopier(engine, factory.CreateLogger<ArtifactCopier>()),
            new SpeedLimits(Time),
            new TaskLogKeeper(Cluster, factory.CreateLogger<TaskLogKeeper>(), Time),
            factory.CreateLogger<TaskRunner>());
        Pool = new TaskPool(Runner, TaskQueue, options);
        States = new TaskStates(options, () => 0.5, Time);
        TaskController = new ReplicationTaskController(TaskStatuses, Executions, Cluster, Pool, States, Time);
    }

    public FakeTimeProvider Time { get; } = new();

    public FakeCluster Cluster { get; }

    public RecordingEvents Events { get; } = new();

    public RecordingQueue<ReplicationExecution> ExecutionQueue { get; } = new();

    public RecordingQueue<ReplicationTask> TaskQueue { get; } = new();

    public ClusterCache<Endpoint> Endpoints { get; }

    public ClusterCache<ReplicationRule> Rules { get; }

    public ClusterCache<ReplicationExecution> Executions { get; }

    public ClusterCache<ReplicationTask> Tasks { get; }

    public OwnStatus<Endpoint> EndpointStatuses { get; }

    public OwnStatus<ReplicationRule> RuleStatuses { get; }

    public OwnStatus<ReplicationExecution> ExecutionStatuses { get; }

    public OwnStatus<ReplicationTask> TaskStatuses { get; }

    public EndpointConnections Connections { get; }

    public EndpointProbe Probe { get; }

    public EventSecrets EventSecrets { get; }

    public EventExecutions EventExecutions { get; }

    public EndpointController EndpointController { get; }

    public RuleCheck Check { get; }

    public RuleExecutions RuleExecutions { get; }

    public ReplicationRuleController RuleController { get; }

    public StopRunsFinalizer Finalizer { get; }

    public ExecutionTasks ExecutionTasks { get; }

    public PlanRunner Plans { get; }

    public PlanProgress Planning { get; }

    public TaskTally Tally { get; } = new();

    public ExecutionProgress Progress { get; }

    public ExecutionAdmission Admission { get; }

    public ReplicationExecutionController ExecutionController { get; }

    public TaskRunner Runner { get; }

    public TaskPool Pool { get; }

    public TaskStates States { get; }

    public ReplicationTaskController TaskController { get; }

    /// <summary>Sets everything up.</summary>
    /// <param name="pool">The pool of tasks.</param>
    /// <param name="cluster">A cluster that another process worked on before; null for an empty one.</param>
    public static Bench Create(TaskPoolOptions? pool = null, FakeCluster? cluster = null) => new(pool, cluster);

    /// <summary>Stores an object with its status, as if it had been there for long.</summary>
    public async Task<T> SeedAsync<T>(T entity)
        where T : class, IKubernetesObject
    {
        Cluster.Add(entity);
        return await Cluster.PatchAsync<T>(entity.Metadata.Name!, entity.Metadata.Namespace, Patch.ApplyStatus(entity, "seed"), CancellationToken.None);
    }

    /// <summary>Reconciles a rule, and once more when what is said of its runs waits to be written.</summary>
    public async Task<ReconciliationResult<ReplicationRule>> ReconcileRuleAsync(string name)
    {
        var result = await RuleController.ReconcileAsync(Stored<ReplicationRule>(name), CancellationToken.None);
        if (result.RequeueAfter is not { } again || again > RuleStatusPace.Delay)
        {
            return result;
        }

        Time.Jump(RuleStatusPace.Delay);
        return await RuleController.ReconcileAsync(Stored<ReplicationRule>(name), CancellationToken.None);
    }

    /// <summary>An object as it is stored.</summary>
    public T Stored<T>(string name)
        where T : class, IKubernetesObject => Cluster.Peek<T>(name) ?? throw new InvalidOperationException($"There is no {typeof(T).Name} {name}.");

    public async ValueTask DisposeAsync()
    {
        await Plans.DisposeAsync();
        await Pool.DisposeAsync();
        Admission.Dispose();
        Connections.Dispose();
    }
}
