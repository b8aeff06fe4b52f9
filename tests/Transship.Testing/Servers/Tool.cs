using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Transship.Testing.Servers;

/// <summary>A program of the machine, run with captured output and a bounded time.</summary>
public sealed class Tool(string path, IReadOnlyList<string> leadingArguments, IReadOnlyDictionary<string, string> environment)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    /// <summary>A program by its path, with no arguments or variables of its own.</summary>
    public Tool(string path)
        : this(path, [], new Dictionary<string, string>())
    {
    }

    /// <summary>
    /// Finds a program: one on PATH, or Debian's, which tests/tools/get.sh unpacks into the cache.
    /// Throws <see cref="ToolFailedException"/> that says what to install when neither is possible.
    /// </summary>
    public static async Task<string> LocateAsync(string program, CancellationToken cancellationToken = default)
    {
        var output = await new Tool(Checkout.PathTo("tests/tools/get.sh"))
            .RunAsync([program], timeout: TimeSpan.FromMinutes(10), cancellationToken: cancellationToken);
        return output.Trim();
    }

    /// <summary>Runs the program and returns its standard output; any exit code but zero is a <see cref="ToolFailedException"/>.</summary>
    public async Task<string> RunAsync(
        IReadOnlyList<string> arguments, string? input = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var result = await TryRunAsync(arguments, input, timeout, cancellationToken);
        return result.ExitCode == 0
            ? result.Output
            : throw new ToolFailedException($"{Describe(arguments)} ended with exit code {result.ExitCode}.\n{result.Error}{result.Output}");
    }

    /// <summary>Runs the program whatever its exit code; only one that is still running after the timeout throws.</summary>
    public async Task<ToolResult> TryRunAsync(
        IReadOnlyList<string> arguments, string? input = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        using var process = new Process { StartInfo = StartInfo(arguments) };
        process.Start();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout ?? DefaultTimeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolFailedException($"{Describe(arguments)} was still running after {timeout ?? DefaultTimeout}.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Runs the program for its lines of output as they come, until the caller has seen enough; then it is killed.</summary>
    public async IAsyncEnumerable<string> StreamAsync(IReadOnlyList<string> arguments, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var process = new Process { StartInfo = StartInfo(arguments) };
        process.Start();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                yield return line;
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo StartInfo(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(path, [.. leadingArguments, .. arguments])
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

        return start;
    }

    private string Describe(IReadOnlyList<string> arguments) => string.Join(' ', [Path.GetFileName(path), .. leadingArguments, .. arguments]);
}
