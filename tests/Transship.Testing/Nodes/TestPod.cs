using System.Diagnostics;
using System.Globalization;
using System.Text;
using Transship.Kubernetes.Models;

namespace Transship.Testing.Nodes;

/// <summary>A pod whose container is a process of this machine.</summary>
internal sealed class TestPod(V1Pod pod, PodMounts mounts, IReadOnlyList<string> entryPoint, Uri server) : IDisposable
{
    private const int KeptCharacters = 1 << 20;

    private readonly StringBuilder _log = new();
    private Process? _process;
    private bool _isTermSent;

    public V1Pod Pod { get; } = pod;

    public PodMounts Mounts { get; } = mounts;

    public bool IsReported { get; set; }

    public bool HasExited => _process is { HasExited: true };

    public bool IsRunning => _process is { HasExited: false };

    public int ExitCode => _process!.ExitCode;

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

    public void Start()
    {
        var container = Pod.Spec.Containers[0];
        string[] command = [.. container.Command ?? entryPoint, .. (container.Args ?? []).Select(Mounts.Translate)];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBERNETES_SERVICE_HOST"] = server.Host;
        start.Environment["KUBERNETES_SERVICE_PORT"] = server.Port.ToString(CultureInfo.InvariantCulture);
        foreach (var variable in container.Env ?? [])
        {
            start.Environment[variable.Name] = variable.Value ?? Mounts.Field((string)variable.ValueFrom!["fieldRef"]!["fieldPath"]!);
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Kills it as a lost node would.</summary>
    public void Kill()
    {
        if (IsRunning)
        {
            _process!.Kill();
        }
    }

    /// <summary>Waits for the last lines of one that has exited.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => _process!.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to end, once.</summary>
    public async Task TerminateAsync(CancellationToken cancellationToken)
    {
        if (IsRunning && !_isTermSent)
        {
            _isTermSent = true;

            // The shell's own kill: a small machine has no /bin/kill.
            await new Servers.Tool("/bin/sh").TryRunAsync(
                ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process!.Id}")], cancellationToken: cancellationToken);
        }
    }

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            if (_log.Length < KeptCharacters)
            {
                _log.AppendLine(line);
            }
        }
    }
}
