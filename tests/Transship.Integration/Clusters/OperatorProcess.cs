using System.Diagnostics;
using System.Globalization;
using System.Text;
using Transship.Testing.Servers;

namespace Transship.Integration.Clusters;

/// <summary>The operator in a process of its own: it can be killed at any moment.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private OperatorProcess(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it answers probes and shows its metrics; of one with no cluster, where its API is.</summary>
    public Uri Address { get; }

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

    public static OperatorProcess Start(ICluster cluster, string ns, params string[] options)
    {
        var port = FreePorts.Take(1)[0].ToString(CultureInfo.InvariantCulture);
        return Launch(
            port, ["operator", "--kubeconfig", cluster.KubeconfigPath, "--watch-namespace", ns, "--health-port", port, "--log-level", "Debug", .. options]);
    }

    /// <summary>Starts it with no cluster, on manifests: its address is that of the embedded server.</summary>
    public static OperatorProcess StartAlone(string manifests, params string[] options)
    {
        var port = FreePorts.Take(1)[0].ToString(CultureInfo.InvariantCulture);
        return Launch(port, ["run", "-f", manifests, "--listen", $"127.0.0.1:{port}", "--log-level", "Debug", .. options]);
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

    private static OperatorProcess Launch(string port, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "transship.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var started = new OperatorProcess(new Process { StartInfo = start }, new Uri($"http://127.0.0.1:{port}"));
        started._process.OutputDataReceived += (_, line) => started.Keep(line.Data);
        started._process.ErrorDataReceived += (_, line) => started.Keep(line.Data);
        started._process.Start();
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
