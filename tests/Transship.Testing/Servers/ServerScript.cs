using System.Diagnostics;
using System.Text;

namespace Transship.Testing.Servers;

/// <summary>
/// A script that serves for as long as its standard input stays open and says "ready ADDRESS" once: what it started ends with the test
/// run, even one that is killed.
/// </summary>
internal sealed class ServerScript : IAsyncDisposable
{
    private const int KeptCharacters = 16 * 1024;
    private const string Ready = "ready ";
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _messages = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerScript(Process process) => _process = process;

    /// <summary>What the script wrote after "ready".</summary>
    public string Address { get; private set; } = "";

    public static async Task<ServerScript> StartAsync(
        string relativePath, IReadOnlyDictionary<string, string> environment, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Checkout.PathTo(relativePath))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var script = new ServerScript(new Process { StartInfo = start, EnableRaisingEvents = true });
        script.Start(relativePath);
        try
        {
            await script.ReadyAsync(relativePath, timeout, cancellationToken);
        }
        catch
        {
            await script.DisposeAsync();
            throw;
        }

        return script;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopTimeout);
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        finally
        {
            _process.Dispose();
        }
    }

    private void Start(string relativePath)
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new ToolFailedException($"{relativePath} ended before it was ready."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task ReadyAsync(string relativePath, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            Address = await _ready.Task.WaitAsync(timeout, cancellationToken);
        }
        catch (Exception failure) when (failure is ToolFailedException or TimeoutException)
        {
            lock (_messages)
            {
                throw new ToolFailedException($"{relativePath} could not serve: {failure.Message}\n{_messages}");
            }
        }
    }

    private void Keep(string? line)
    {
        if (line?.StartsWith(Ready, StringComparison.Ordinal) == true)
        {
            _ready.TrySetResult(line[Ready.Length..]);
        }
        else if (line is not null)
        {
            lock (_messages)
            {
                if (_messages.Length < KeptCharacters)
                {
                    _messages.AppendLine(line);
                }
            }
        }
    }
}
