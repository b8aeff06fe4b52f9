using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Transship.Replication.Executions;

/// <summary>
/// Names of executions and tasks. The same parts always give the same name, so a controller that starts over meets what it has made. All names are DNS
/// subdomains of at most 63 characters, so they are good as label values too.
/// </summary>
public static class ChildNames
{
    /// <summary>The most characters of a label value.</summary>
    public const int MaxLength = 63;

    /// <summary>Pods of a Job have its name and six characters more, and show it as their host name.</summary>
    private const int MaxJobLength = MaxLength - 6;

    // 13 characters of 5 bits: two of a million tasks of one execution share a name once in 70 million executions.
    private const int HashLength = 13;
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuv";

    /// <summary>The name of an execution.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="suffix">What tells it from the other executions of the rule: lower-case letters, digits and dashes, at most 40.</param>
    public static string Execution(string rule, string suffix)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(suffix.Length, 40);
        var name = $"{rule}-{suffix}";
        return name.Length <= MaxLength ? name : $"{Head(rule, MaxLength - HashLength - suffix.Length - 2)}-{Hash(rule)}-{suffix}";
    }

    /// <summary>What tells the execution of a schedule's tick from others: one tick, one name, so it cannot run twice.</summary>
    /// <param name="tick">The tick, in whole seconds.</param>
    public static string TickSuffix(DateTimeOffset tick) => tick.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of a task.</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="sourceRepository">The repository at the source.</param>
    /// <param name="endpoint">The destination endpoint.</param>
    /// <param name="destinationRepository">The repository at the destination.</param>
    /// <param name="chunk">The stretch of the repository's tags.</param>
    public static string Task(string execution, string sourceRepository, string endpoint, string destinationRepository, int chunk) =>
        $"{Head(execution, MaxLength - HashLength - 1)}-{Hash(execution, sourceRepository, endpoint, destinationRepository, chunk.ToString(CultureInfo.InvariantCulture))}";

    /// <summary>The name of the Job of a shard.</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="uid">Its uid: the Jobs of an execution that had the name before are others.</param>
    /// <param name="state">What tells the shard from others of the execution.</param>
    public static string Shard(string execution, string uid, string state) =>
        $"{Head(execution, MaxJobLength - HashLength - 1).Replace('.', '-')}-{Hash(uid, state)}";

    /// <summary>The value that stands for an object's name in a label: the name itself, or its beginning and a hash where it is too long.</summary>
    /// <param name="name">The name: up to 253 characters.</param>
    public static string LabelValue(string name) =>
        name.Length <= MaxLength ? name : $"{Head(name, MaxLength - HashLength - 1)}-{Hash(name)}";

    private static string Head(string name, int length) => name.Length <= length ? name : name[..length].TrimEnd('-', '.');

    private static string Hash(params ReadOnlySpan<string> parts)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return string.Create(HashLength, digest, static (name, bytes) =>
        {
            for (var i = 0; i < name.Length; i++)
            {
                name[i] = Alphabet[bytes[i] & 31];
            }
        });
    }
}
