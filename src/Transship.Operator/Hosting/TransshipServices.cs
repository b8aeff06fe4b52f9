using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Audit;
using Transship.Operator.Background;
using Transship.Operator.Endpoints;
using Transship.Operator.Events;
using Transship.Operator.Executions;
using Transship.Operator.Metrics;
using Transship.Operator.Pods;
using Transship.Operator.Rules;
using Transship.Operator.Status;
using Transship.Operator.TaskLogs;
using Transship.Operator.Tasks;
using Transship.Providers;
using Transship.Providers.GoogleGcr;
using Transship.Registry.Blobs;
using Transship.Registry.Clients;
using Transship.Registry.Copying;
using Transship.Runtime.Caching;
using Transship.Runtime.Hosting;

namespace Transship.Operator.Hosting;

/// <summary>Puts the operator together. The program adds an API server's client and logging.</summary>
internal static class TransshipServices
{
    /// <summary>Adds the controllers and all that they need.</summary>
    public static IServiceCollection AddTransship(this IServiceCollection services, OperatorOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new TaskPoolOptions(options.MaxConcurrentTasks, options.Instance));
        services.AddSingleton<Func<double>>(provider => provider.GetRequiredService<OperatorSettings>().Jitter);
        services.AddSingleton<ISecretSource, ApiSecrets>();
        services.AddDataPlane(options.LayoutRoot);
        services.AddSingleton(typeof(OwnStatus<>));
        services.AddSingleton<RuleCheck>();
        services.AddSingleton<RuleExecutions>();
        services.AddSingleton<RuleStatusPace>();
        services.AddSingleton<ScheduledRuns>();
        services.AddSingleton<RuleEventsCheck>();
        services.AddSingleton<EventSecrets>();
        services.AddSingleton<EndpointEventsCheck>();
        services.AddSingleton<ExecutionAdmission>();
        services.AddSingleton<TaskTally>();
        services.AddSingleton<ExecutionProgress>();
        services.AddSingleton<PlanProgress>();
        services.AddSingleton<ExecutionTasks>();
        services.AddSingleton<ExecutionLog>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<PlanRunner>();
        services.AddSingleton<SpeedLimits>();
        services.AddSingleton<ArtifactCopier>();
        services.AddSingleton<TaskLogKeeper>();
        services.AddSingleton<ILoggerProvider, TaskLogProvider>();
        services.AddSingleton<TaskRunner>();
        services.AddSingleton<TaskPool>();
        services.AddSingleton<TaskStates>();
        services.AddSingleton<ResourceMetrics>();
        var builder = services.AddControllers(options);
        if (options.Pods is { } pods)
        {
            builder.AddPods(pods);
        }

        // Stopped in the reverse order: this one before the controllers and the lease (L6).
        services.AddHostedService<BackgroundWork>();
        return services;
    }

    /// <summary>Adds the server that registries deliver their events to.</summary>
    public static IServiceCollection AddEventReceiver(this IServiceCollection services, EventReceiverOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new GoogleIdentityVerifier());
        services.AddSingleton<EventAuthenticator>();
        services.AddSingleton<EventRouter>();
        services.AddSingleton<EventExecutions>();
        services.AddSingleton<EventRuns>();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<EventRequestHandler>();
        services.AddSingleton<EventReceiver>();
        return services.AddHostedService(provider => provider.GetRequiredService<EventReceiver>());
    }

    /// <summary>Adds what connects to registries.</summary>
    public static IServiceCollection AddDataPlane(this IServiceCollection services, string? layoutRoot)
    {
        services.AddSingleton(ProviderCatalog.Default);
        services.AddSingleton(provider => new RegistryClientOptions
        {
            Time = provider.GetRequiredService<TimeProvider>(),
            Logger = provider.GetRequiredService<ILogger<RegistryClient>>(),
            OpenUploads = provider.GetService<OpenUploads>(),
        });
        services.AddSingleton(provider => new CopyEngine(new CopyOptions
        {
            Time = provider.GetRequiredService<TimeProvider>(),
            Logger = provider.GetRequiredService<ILogger<CopyEngine>>(),
        }));
        services.AddSingleton(new LayoutRoot(layoutRoot));
        services.AddSingleton<EndpointResolver>();
        services.AddSingleton<EndpointConnections>();
        services.AddSingleton<EndpointProbe>();
        return services;
    }

    private static IOperatorBuilder AddControllers(this IServiceCollection services, OperatorOptions options) => services
        .AddKubernetesOperator(settings =>
        {
            settings.Name = FieldManagers.Operator;
            settings.Namespace = options.Namespace;
            settings.LeaderElection = options.LeaderElection;
            foreach (var ns in options.WatchNamespaces)
            {
                settings.WatchNamespaces.Add(ns);
            }
        })
        .AddCache<ReplicationRule>(cache => cache.AddIndex(Indexes.ByEndpoint, Indexes.EndpointsOf))
        .AddCache<ReplicationExecution>(cache => cache.AddIndex(RuleExecutions.ByRule, Indexes.RuleOf))
        .AddCache<ReplicationTask>(cache => cache.AddIndex(ExecutionProgress.ByExecution, Indexes.ExecutionOf))
        .AddController<EndpointController, Endpoint>(controller => controller.MaxConcurrentReconciles = 8)
        .AddFinalizer<StopRunsFinalizer, ReplicationRule>(StopRunsFinalizer.Identifier)
        .AddController<ReplicationRuleController, ReplicationRule>(controller => Wide(controller, 8)
            .Watches<ReplicationExecution>((_, execution) => [Indexes.Key(execution, execution.Spec.RuleRef.Name)], RuleStatusPace.Delay)
            .Watches<ReplicationExecution>(RuleThatGoes)
            .Watches<Endpoint>(RulesOf))
        .AddController<ReplicationExecutionController, ReplicationExecution>(controller => WithPods(Wide(controller, 8), options)
            .Watches<ReplicationTask>((_, task) => [Indexes.Key(task, task.Spec.ExecutionRef.Name)])
            .Watches<ReplicationRule>(WaitingForRule)
            .Watches<ReplicationExecution>(WaitingBehind))
        .AddController<ReplicationTaskController, ReplicationTask>(controller => WithPods(Wide(controller, 8), options));

    /// <summary>Jobs and pods wake their run.</summary>
    private static ControllerOptions<ReplicationExecution> WithPods(ControllerOptions<ReplicationExecution> controller, OperatorOptions options) => options.Pods is null ? controller
        : controller.Owns<V1Job>()
            .Watches<V1Pod>((provider, pod) => ShardJobs.RunOf(pod, provider.GetRequiredService<IEntityCache<V1Job>>()) is { } run ? [run] : []);

    /// <summary>A Job that is over or gone gives its tasks back.</summary>
    private static void WithPods(ControllerOptions<ReplicationTask> controller, OperatorOptions options)
    {
        if (options.Pods is not null)
        {
            controller.Watches<V1Job>((_, job) => ShardJobs.TasksOf(job).Select(name => Indexes.Key(job, name)));
        }
    }

    private static ControllerOptions<TEntity> Wide<TEntity>(ControllerOptions<TEntity> options, int workers)
        where TEntity : class, IKubernetesObject
    {
        options.MaxConcurrentReconciles = workers;
        return options;
    }

    private static IEnumerable<NamespacedName> RulesOf(IServiceProvider provider, Endpoint changed) =>
        provider.GetRequiredService<IEntityCache<ReplicationRule>>().ByIndex(Indexes.ByEndpoint, NamespacedName.Of(changed).ToString()).Select(rule => NamespacedName.Of(rule));

    /// <summary>A rule that is being deleted waits for the end of its runs, and for nothing else.</summary>
    private static IEnumerable<NamespacedName> RuleThatGoes(IServiceProvider provider, ReplicationExecution changed)
    {
        var key = Indexes.Key(changed, changed.Spec.RuleRef.Name);
        return provider.GetRequiredService<IEntityCache<ReplicationRule>>().Get(key) is { Metadata.DeletionTimestamp: not null } ? [key] : [];
    }

    /// <summary>Executions that have begun keep to the rule as it was then.</summary>
    private static IEnumerable<NamespacedName> WaitingForRule(IServiceProvider provider, ReplicationRule changed) => WaitingOf(provider, changed, changed.Metadata.Name!);

    /// <summary>When an execution ends, those of the same rule that wait for it may begin.</summary>
    private static IEnumerable<NamespacedName> WaitingBehind(IServiceProvider provider, ReplicationExecution changed) =>
        changed.HasEnded() || changed.Metadata.DeletionTimestamp is not null ? WaitingOf(provider, changed, changed.Spec.RuleRef.Name) : [];

    private static IEnumerable<NamespacedName> WaitingOf(IServiceProvider provider, IKubernetesObject beside, string rule) =>
        provider.GetRequiredService<IEntityCache<ReplicationExecution>>().ByIndex(RuleExecutions.ByRule, Indexes.Key(beside, rule).ToString())
            .Where(e => !e.HasStarted() && !e.HasEnded()).Select(e => NamespacedName.Of(e));
}
