using System.Text.RegularExpressions;

namespace Transship.Benchmarks.Copying;

/// <summary>The requests that a registry answered, by method, and how many of them it could not serve.</summary>
internal sealed partial record RequestCount(IReadOnlyDictionary<string, int> ByMethod, int ServerErrors)
{
    /// <summary>All of them.</summary>
    public int Total => ByMethod.Values.Sum();

    /// <summary>Reads what was added to a registry's log from an offset on.</summary>
    public static async Task<RequestCount> ReadAsync(string log, long offset)
    {
        await using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = offset;
        using var reader = new StreamReader(file);
        var methods = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var errors = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (Answer().Match(line) is { Success: true } answer)
            {
                methods[answer.Groups["method"].Value] = methods.GetValueOrDefault(answer.Groups["method"].Value) + 1;
                errors += answer.Groups["status"].ValueSpan[0] == '5' ? 1 : 0;
            }
        }

        return new RequestCount(methods, errors);
    }

    public override string ToString() => $"{Total}: {string.Join(' ', ByMethod.Select(m => $"{m.Key} {m.Value}"))}";

    [GeneratedRegex("msg=\"response completed( with error)?\".* http\\.request\\.method=(?<method>[A-Z]+) .*http\\.response\\.status=(?<status>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Answer();
}
