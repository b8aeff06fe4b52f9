using System.Diagnostics;
using System.Globalization;
using System.Text;
using Transship.Integration.Replication;
using Transship.Testing.Servers;

namespace Transship.Integration.Clusters;

/// <summary>The operator in a process of its own: it can be killed at any moment.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private const string Announcement = "kubectl --server ";
    private const string HealthAnnouncement = "Health and metrics are served at http://0.0.0.0:";

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _api = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _health = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OperatorProcess(Process process) => _process = process;

    /// <summary>Of one with no cluster: where its API is, as soon as it says so.</summary>
    public Task<Uri> Api => _api.Task;

    /// <summary>Where an operator serves probes and metrics, as it says itself.</summary>
    public Task<Uri> Health => _health.Task;

    /// <summary>What the operator logged.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts it on a cluster. Its ports are its own choice: one that was free a moment ago may be taken when it comes to listen.</summary>
    public static OperatorProcess Start(ICluster cluster, string ns, params string[] options) => Start(cluster, ns, new Dictionary<string, string>(), options);

    /// <summary>Starts it on a cluster, with variables.</summary>
    public static OperatorProcess Start(ICluster cluster, string ns, IReadOnlyDictionary<string, string> variables, params string[] options) => Launch(
        [
            "operator", "--kubeconfig", cluster.KubeconfigPath, "--watch-namespace", ns, "--health-port", "0", "--log-level", "Debug",
            .. options.Contains("--events-port") ? Array.Empty<string>() : ["--events-port", "0"], .. options,
        ],
        variables);

    /// <summary>Starts it with no cluster, on manifests.</summary>
    public static OperatorProcess StartAlone(string manifests, params string[] options) =>
        Launch(["run", "-f", manifests, "--listen", "127.0.0.1:0", "--log-level", "Debug", .. options], new Dictionary<string, string>());

    /// <summary>Returns when an operator says that it is ready: one that does not lead, too, knows all there is and takes events.</summary>
    public async Task UntilReadyAsync()
    {
        using var limit = new CancellationTokenSource(Scene.Patience);
        using var http = new HttpClient { BaseAddress = await Health.WaitAsync(limit.Token) };
        while (true)
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), limit.Token);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Kills it with SIGKILL, as a lost node would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it in good order and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        // The shell's own kill: a small machine has no /bin/kill.
        await new Tool("/bin/sh").RunAsync(["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static OperatorProcess Launch(string[] arguments, IReadOnlyDictionary<string, string> variables)
    {
        // Another build of the program may be named, such as the one of the image.
        var start = Environment.GetEnvironmentVariable("TRANSSHIP_PROGRAM") is { Length: > 0 } program
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "transship.dll"), .. arguments]);
        (start.UseShellExecute, start.RedirectStandardError, start.RedirectStandardOutput) = (false, true, true);
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var started = new OperatorProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        started._process.Exited += (_, _) =>
        {
            var ended = new ToolFailedException($"The program ended. It logged:\n{started.Log}");
            started._api.TrySetException(ended);
            started._health.TrySetException(ended);
        };
        started._process.OutputDataReceived += (_, line) => started.Keep(line.Data);
        started._process.ErrorDataReceived += (_, line) => started.Keep(line.Data);
        started._process.Start();
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    private void Keep(string? line)
    {
        if (line?.StartsWith(Announcement, StringComparison.Ordinal) == true)
        {
            _api.TrySetResult(new Uri(line[Announcement.Length..].Split(' ')[0]));
        }

        if (line?.IndexOf(HealthAnnouncement, StringComparison.Ordinal) is >= 0 and var at)
        {
            _health.TrySetResult(new Uri($"http://127.0.0.1:{line[(at + HealthAnnouncement.Length)..].TrimEnd('.')}"));
        }

        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
