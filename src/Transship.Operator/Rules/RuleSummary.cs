using System.Security.Cryptography;
using System.Text;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Operator.Executions;

namespace Transship.Operator.Rules;

/// <summary>What a rule's status says of its executions.</summary>
internal static class RuleSummary
{
    private const int MaxActive = 16;

    /// <summary>The names of those that have not ended, the oldest first.</summary>
    public static IReadOnlyList<string>? Active(IEnumerable<ReplicationExecution> executions)
    {
        var names = executions.Where(e => !e.HasEnded()).OrderBy(e => e.Metadata.CreationTimestamp).ThenBy(e => e.Metadata.Name, StringComparer.Ordinal)
            .Take(MaxActive).Select(e => e.Metadata.Name!).ToArray();
        return names.Length == 0 ? null : names;
    }

    /// <summary>The newest one.</summary>
    public static RuleLastExecution? Last(IEnumerable<ReplicationExecution> executions) =>
        executions.MaxBy(e => (e.Metadata.CreationTimestamp, e.Metadata.Name)) is { } last
            ? new RuleLastExecution { Name = last.Metadata.Name!, Phase = last.Status?.Phase, CompletionTime = last.Status?.CompletionTime }
            : null;

    /// <summary>A short name for any text, the same each time.</summary>
    public static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..10];
}
