using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog.Events;
using Spectre.Console;
using Transship.Api;
using Transship.Embedded;
using Transship.Kubernetes.Authentication;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Operator.Commands.Crds;
using Transship.Operator.Endpoints;
using Transship.Operator.Events;
using Transship.Operator.Hosting;
using Transship.Operator.Telemetry;

namespace Transship.Operator.Commands.Run;

/// <summary><c>transship run -f DIR</c>: everything in one process, with no cluster.</summary>
internal sealed class RunCommand : Command
{
    private readonly Option<string> _files = new("--filename", "-f") { Description = "A manifest, or a folder of manifests.", Required = true };
    private readonly Option<DirectoryInfo?> _data = new("--data") { Description = "A folder that keeps the state over restarts. Default: memory." };
    private readonly Option<bool> _once = new("--once") { Description = "End when every rule has run; the exit code says how it went." };
    private readonly Option<string> _listen = new("--listen") { Description = "Where kubectl finds the API: ADDRESS:PORT.", DefaultValueFactory = _ => "127.0.0.1:0" };
    private readonly Option<string?> _eventsListen = new("--events-listen") { Description = "Where registries deliver their events: ADDRESS:PORT. Default: nowhere." };
    private readonly Option<FileInfo?> _tokenFile = new("--token-file") { Description = "A file with the bearer token that callers must show; needed to listen on more than loopback." };
    private readonly Option<int> _tasks = new("--max-concurrent-tasks") { Description = "Tasks at the same time.", DefaultValueFactory = _ => 32 };
    private readonly Option<LogEventLevel?> _logLevel = new("--log-level") { Description = "Least level that is logged." };

    public RunCommand()
        : base("run", "Replicate by manifests with no cluster; any kubectl can look on.")
    {
        Option[] all = [_files, _data, _once, _listen, _eventsListen, _tokenFile, _tasks, _logLevel];
        Array.ForEach(all, Add);
        _listen.Validators.Add(result =>
        {
            if (!IPEndPoint.TryParse(result.GetValue(_listen) ?? "", out _))
            {
                result.AddError("--listen is an address and a port, as in 127.0.0.1:8001.");
            }
        });
        _eventsListen.Validators.Add(result =>
        {
            if (!IPEndPoint.TryParse(result.GetValue(_eventsListen) ?? "", out _))
            {
                result.AddError("--events-listen is an address and a port, as in 0.0.0.0:8082.");
            }
        });
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => RunAsync(result, token), cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var manifests = ManifestFiles.Read(result.GetRequiredValue(_files));
        var token = result.GetValue(_tokenFile) is { } file ? (await UseAsync("--token-file", file, f => File.ReadAllTextAsync(f, cancellationToken))).Trim() : null;
        var listen = IPEndPoint.Parse(result.GetRequiredValue(_listen));
        if (!IPAddress.IsLoopback(listen.Address) && string.IsNullOrEmpty(token))
        {
            throw new ReasonedException(ConditionReasons.InvalidSpec, $"--listen {listen} lets other machines in: name a file with a token by --token-file, or listen on 127.0.0.1.");
        }

        if (result.GetValue(_data) is { } folder)
        {
            await UseAsync("--data", folder, f => Task.FromResult(Directory.CreateDirectory(f)));
        }

        using var export = OtlpExport.Start("transship-run", Environment.MachineName);
        using var logging = LoggerFactory.Create(logs => logs.UseTransshipLogs(LevelOf(result), LogFormat.Text));
        await using var server = await EmbeddedApiServer.StartAsync(
            new EmbeddedApiServerOptions
            {
                Address = listen.Address,
                Port = listen.Port,
                Token = token,
                DataDirectory = result.GetValue(_data),
                LoggerFactory = logging,
                Definitions = [.. GeneratedManifests.Crds().Select(m => m.Content)],
            },
            cancellationToken);
        using var client = new KubernetesClient(new KubernetesClientConfig
        {
            Server = server.BaseAddress,
            Credentials = token is null ? null : StaticCredential.Bearer(token),
            Component = "run",
            QueriesPerSecond = 0,
            FieldValidation = FieldValidation.Strict,
        });
        var problems = await new ManifestLoader(client).ApplyAsync(manifests, cancellationToken);
        foreach (var problem in problems)
        {
            Terminal.Error.MarkupLineInterpolated($"[red]error:[/] {problem}");
        }

        if (problems.Count > 0)
        {
            return ExitCodes.BadInput;
        }

        using var host = BuildHost(result, client, await EarlierRuns.ReadAsync(client, cancellationToken));
        await host.StartAsync(cancellationToken);
        Terminal.Error.WriteLine($"kubectl --server {server.BaseAddress.GetLeftPart(UriPartial.Authority)} get executions");
        try
        {
            return await host.Services.GetRequiredService<RunSession>().WatchAsync(result.GetValue(_once), cancellationToken);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<T> UseAsync<T>(string option, FileSystemInfo path, Func<string, Task<T>> use)
    {
        try
        {
            return await use(path.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReasonedException(ConditionReasons.InvalidSpec, $"{option} {path} cannot be used: {e.Message}");
        }
    }

    private LogEventLevel LevelOf(ParseResult result) => result.GetValue(_logLevel) ?? (Terminal.IsInteractive ? LogEventLevel.Error : LogEventLevel.Information);

    private IHost BuildHost(ParseResult result, KubernetesClient client, EarlierRuns earlier)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.UseTransshipLogs(LevelOf(result), LogFormat.Text);
        builder.Services.AddSingleton<IKubernetesClient>(client);
        builder.Services.AddTransship(new OperatorOptions { MaxConcurrentTasks = result.GetValue(_tasks), LayoutRoot = "/" });
        builder.Services.AddSingleton(Terminal.Error);
        builder.Services.AddSingleton(earlier);
        if (result.GetValue(_eventsListen) is { } events)
        {
            builder.Services.AddEventReceiver(new EventReceiverOptions(IPEndPoint.Parse(events)));
        }

        builder.Services.AddSingleton<RunDisplay>();
        builder.Services.AddSingleton<RuleOutlook>();
        builder.Services.AddSingleton<RunSession>();
        return builder.Build();
    }
}
