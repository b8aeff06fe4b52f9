using Microsoft.Extensions.DependencyInjection;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Pods;
using Transship.Runtime.Hosting;

namespace Transship.Operator.Hosting;

/// <summary>Adds what spreads runs over pods.</summary>
internal static class PodServices
{
    private const int MaxLogLines = 20_000;

    /// <summary>Adds it.</summary>
    public static void AddPods(this IOperatorBuilder builder, PodOptions options)
    {
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<WorkerImage>();
        builder.Services.AddSingleton<WorkerAccess>();
        builder.Services.AddSingleton<RunAccess>();
        builder.Services.AddSingleton<PodLogReader>(provider => (pod, token) => provider.GetRequiredService<KubernetesClient>()
            .ReadLogAsync(pod.Metadata.Name!, pod.Metadata.Namespace, new PodLogQuery { Container = ShardJob.Container, TailLines = MaxLogLines }, token));
        builder.Services.AddSingleton<ShardLogs>();
        builder.Services.AddSingleton<ShardUploads>();
        builder.Services.AddSingleton<ShardHarvest>();
        builder.Services.AddSingleton<ShardDispatch>();
        builder.Services.AddSingleton<PodRuns>();
        builder
            .AddCache<V1Job>(cache =>
            {
                cache.LabelSelector = ShardJobs.Workers;
                cache.AddIndex(ShardJobs.ByExecution, ShardJobs.ExecutionOf);
            })
            .AddCache<V1Pod>(cache =>
            {
                cache.LabelSelector = ShardJobs.Workers;
                cache.AddIndex(ShardJobs.ByJob, ShardJobs.JobOf);
            });
    }
}
