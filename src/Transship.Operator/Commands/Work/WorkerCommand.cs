using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Transship.Api;
using Transship.Kubernetes.Configuration;
using Transship.Operator.Endpoints;
using Transship.Operator.Pods;
using Transship.Operator.Telemetry;
using Transship.Registry.Blobs;

namespace Transship.Operator.Commands.Work;

/// <summary><c>transship worker</c>: the program of a pod of a run. The operator starts it, not people.</summary>
internal sealed class WorkerCommand : Command
{
    private const int MaxShardBytes = 1 << 20;

    private readonly Option<FileInfo> _shard = new("--shard") { Description = "The file with the work.", DefaultValueFactory = _ => new("/etc/transship/shard/shard.json") };
    private readonly Option<DirectoryInfo> _secrets = new("--secrets") { Description = "The folder of mounted secrets, one folder each.", DefaultValueFactory = _ => new("/etc/transship/secrets") };
    private readonly Option<DirectoryInfo> _account = new("--service-account") { Description = "The folder with token and ca.crt.", DefaultValueFactory = _ => new("/var/run/secrets/kubernetes.io/serviceaccount") };
    private readonly Option<FileInfo?> _terminationLog = new("--termination-log") { Description = "The file for the last words. Default: none." };
    private readonly Option<LogLevel> _logLevel = new("--log-level") { Description = "Least level that is logged.", DefaultValueFactory = _ => LogLevel.Information };

    public WorkerCommand()
        : base("worker", "Work on the tasks of a pod (started by the operator).")
    {
        Option[] all = [_shard, _secrets, _account, _terminationLog, _logLevel];
        Array.ForEach(all, Add);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => WorkAsync(result, token), cancellationToken));
    }

    private async Task<int> WorkAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var shard = await ReadAsync(result.GetValue(_shard)!, cancellationToken);
        var config = KubernetesClientConfig.OfServiceAccount(result.GetValue(_account)!.FullName) with { Component = "worker" };
        var worker = Environment.GetEnvironmentVariable("POD_NAME") ?? Environment.MachineName;
        using var export = OtlpExport.Start("transship-worker", worker);
        RunTraces.Join(Environment.GetEnvironmentVariable(RunTraces.ParentVariable));
        using var words = result.GetValue(_terminationLog) is { } file ? new LastWords(file) : null;
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(result.GetValue(_logLevel)).AddProvider(new WorkerLogProvider(Console.Error, TimeProvider.System)))
            .AddSingleton(new OpenUploads { Changed = words is null ? null : words.Say })
            .AddWorker(config, shard, result.GetValue(_secrets)!.FullName, worker)
            .BuildServiceProvider();
        var (exitCode, summary) = await services.GetRequiredService<ShardWorker>().RunAsync(shard, cancellationToken);
        words?.Say(summary);
        return exitCode;
    }

    private static async Task<Shard> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return file.Length <= MaxShardBytes
                ? Shard.Parse(await File.ReadAllTextAsync(file.FullName, cancellationToken))
                : throw new JsonException("It is larger than any shard.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ReasonedException(
                ConditionReasons.InvalidSpec, $"{file.FullName} cannot be read as the work of a pod: {e.Message} Operator and worker must be of the same version.", e);
        }
    }
}
