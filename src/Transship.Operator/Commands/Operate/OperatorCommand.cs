using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog.Events;
using Transship.Api;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Operator.Events;
using Transship.Operator.Hosting;
using Transship.Operator.Metrics;
using Transship.Operator.Pods;
using Transship.Operator.Tasks;
using Transship.Operator.Telemetry;
using Transship.Runtime.Health;

namespace Transship.Operator.Commands.Operate;

/// <summary><c>transship operator</c>: the controllers, in a cluster or beside one.</summary>
internal sealed partial class OperatorCommand : Command
{
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "A kubeconfig file. Default: KUBECONFIG, ~/.kube/config, then the pod's own account." };
    private readonly Option<string?> _context = new("--context") { Description = "A context of the kubeconfig." };
    private readonly Option<string[]> _namespaces = new("--watch-namespace") { Description = "Serve this namespace only; may be repeated. Default: all." };
    private readonly Option<bool> _election = new("--leader-elect") { Description = "Elect a leader among replicas." };
    private readonly Option<int> _tasks = new("--max-concurrent-tasks") { Description = "Tasks at the same time.", DefaultValueFactory = _ => 32 };
    private readonly Option<DirectoryInfo?> _layoutRoot = new("--layout-root") { Description = "The folder below which endpoints of type oci-layout may lie. Default: none." };
    private readonly Option<string?> _workerImage = new("--worker-image") { Description = "The image of the pods that runs are spread over. Default: that of the operator's own pod; outside of a cluster, runs stay in the operator." };
    private readonly Option<int> _podTasks = new("--pod-task-threshold") { Description = "A run of a rule in mode Auto goes to pods when it has more tasks than this; 0 for all that have any.", DefaultValueFactory = _ => 1000 };
    private readonly Option<string> _podBytes = new("--pod-byte-threshold") { Description = "A run of a rule in mode Auto goes to pods when its artifacts have more bytes than this, as in 500M or 20Gi.", DefaultValueFactory = _ => "100Gi" };
    private readonly Option<int> _podTtl = new("--pod-ttl-seconds") { Description = "How long the Jobs of pods are kept after their end, for their logs.", DefaultValueFactory = _ => 300 };
    private readonly Option<int> _healthPort = new("--health-port") { Description = "Port of /healthz, /readyz and /metrics.", DefaultValueFactory = _ => 8081 };
    private readonly Option<int> _eventsPort = new("--events-port") { Description = "Port that registries deliver their events to; -1 for none.", DefaultValueFactory = _ => 8082 };
    private readonly Option<double> _qps = new("--kube-api-qps") { Description = "Requests a second to the API server, on average; 0 leaves the limit to the server's own priority and fairness.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _burst = new("--kube-api-burst") { Description = "Requests at once before --kube-api-qps counts.", DefaultValueFactory = _ => 100 };
    private readonly Option<LogEventLevel> _logLevel = new("--log-level") { Description = "Least level that is logged.", DefaultValueFactory = _ => LogEventLevel.Information };
    private readonly Option<LogFormat> _logFormat = new("--log-format") { Description = "How log lines look.", DefaultValueFactory = _ => LogFormat.Text };

    public OperatorCommand()
        : base("operator", "Run the controllers against a Kubernetes API server.")
    {
        Option[] all = [_kubeconfig, _context, _namespaces, _election, _tasks, _layoutRoot, _workerImage, _podTasks, _podBytes, _podTtl, _healthPort, _eventsPort, _qps, _burst, _logLevel, _logFormat];
        Array.ForEach(all, Add);
        _tasks.Validators.Add(result =>
        {
            if (result.GetValue(_tasks) < 1)
            {
                result.AddError("--max-concurrent-tasks is at least 1.");
            }
        });
        Option<int>[] counts = [_podTasks, _podTtl];
        Array.ForEach(counts, option => option.Validators.Add(result =>
        {
            if (result.GetValue(option) < 0)
            {
                result.AddError($"{option.Name} is at least 0.");
            }
        }));
        _podBytes.Validators.Add(result =>
        {
            if (ByteCount.Parse(result.GetValue(_podBytes)) is null)
            {
                result.AddError("--pod-byte-threshold is a number of bytes, as in 500M or 20Gi.");
            }
        });
        _healthPort.Validators.Add(result =>
        {
            if (result.GetValue(_healthPort) is < 0 or > IPEndPoint.MaxPort)
            {
                result.AddError($"--health-port is at least 0 (any free port) and at most {IPEndPoint.MaxPort}.");
            }
        });
        _eventsPort.Validators.Add(result =>
        {
            if (result.GetValue(_eventsPort) is < -1 or > IPEndPoint.MaxPort)
            {
                result.AddError($"--events-port is at least 0 (any free port), at most {IPEndPoint.MaxPort}, or -1 for none.");
            }
        });
        _qps.Validators.Add(result =>
        {
            if (!(result.GetValue(_qps) >= 0))
            {
                result.AddError("--kube-api-qps is at least 0 (no limit).");
            }
        });
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => ServeAsync(result, token), cancellationToken));
    }

    private async Task<int> ServeAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var config = KubernetesClientConfig.Load(result.GetValue(_kubeconfig), result.GetValue(_context)) with
        {
            Component = "operator",
            QueriesPerSecond = result.GetValue(_qps),
            Burst = result.GetValue(_burst),
        };
        var (ownNamespace, ownPod) = (Environment.GetEnvironmentVariable("POD_NAMESPACE") ?? config.Namespace, Environment.GetEnvironmentVariable("POD_NAME"));
        var options = new OperatorOptions
        {
            Namespace = ownNamespace,
            WatchNamespaces = result.GetValue(_namespaces) ?? [],
            LeaderElection = result.GetValue(_election),
            MaxConcurrentTasks = result.GetValue(_tasks),
            LayoutRoot = result.GetValue(_layoutRoot)?.FullName,
            Instance = ownPod ?? Environment.MachineName,
            Pods = PodsOf(result, ownNamespace, ownPod),
        };
        using var metrics = new MetricsRegistry();
        using var export = OtlpExport.Start("transship-operator", options.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, result.GetValue(_healthPort)));
        builder.Logging.UseTransshipLogs(result.GetValue(_logLevel), result.GetValue(_logFormat));
        builder.Services.AddSingleton(config);
        builder.Services.AddSingleton(provider => new KubernetesClient(
            config, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<KubernetesClient>>()));
        builder.Services.AddSingleton<IKubernetesClient>(provider => provider.GetRequiredService<KubernetesClient>());
        builder.Services.AddTransship(options);
        if (result.GetValue(_eventsPort) is >= 0 and var eventsPort)
        {
            builder.Services.AddEventReceiver(new EventReceiverOptions(new IPEndPoint(IPAddress.Any, eventsPort)));
        }

        await using var app = builder.Build();
        await FirstContact.MakeAsync(app.Services.GetRequiredService<KubernetesClient>(), app.Logger, cancellationToken);
        MapHealth(app);
        app.Services.GetRequiredService<ResourceMetrics>();
        TaskMetrics.Begin();
        app.MapGet("/metrics", () => Results.Text(metrics.Scrape(), PrometheusText.ContentType));
        app.Lifetime.ApplicationStarted.Register(() => Log.Serving(app.Logger, string.Join(", ", app.Urls)));
        await app.RunAsync(cancellationToken);
        return Environment.ExitCode;
    }

    private PodOptions? PodsOf(ParseResult result, string ownNamespace, string? ownPod) => (result.GetValue(_workerImage) ?? ownPod) is null ? null : new PodOptions
    {
        Image = result.GetValue(_workerImage),
        OwnPod = ownPod,
        OwnNamespace = ownNamespace,
        TaskThreshold = result.GetValue(_podTasks),
        ByteThreshold = ByteCount.Parse(result.GetValue(_podBytes))!.Value,
        KeepFinished = TimeSpan.FromSeconds(result.GetValue(_podTtl)),
    };

    private static void MapHealth(WebApplication app)
    {
        var health = app.Services.GetRequiredService<OperatorHealth>();
        app.MapGet("/healthz", () => Answer(health.LivenessProblem()));
        app.MapGet("/readyz", () => Answer(health.ReadinessProblem()));
    }

    private static IResult Answer(string? problem) =>
        problem is null ? Results.Text("ok") : Results.Text(problem, statusCode: StatusCodes.Status503ServiceUnavailable);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Health and metrics are served at {Addresses}.")]
        internal static partial void Serving(ILogger logger, string addresses);
    }
}
