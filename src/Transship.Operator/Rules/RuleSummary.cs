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

    /// <summary>The newest one, which history limits may have removed since.</summary>
    /// <param name="executions">Those that are there.</param>
    /// <param name="remembered">The newest one as the status has it; null when there was none.</param>
    public static RuleLastExecution? Last(IReadOnlyCollection<ReplicationExecution> executions, RuleLastExecution? remembered)
    {
        var newest = executions.MaxBy(e => (e.Metadata.CreationTimestamp, e.Metadata.Name));
        var isRemoved = remembered?.CompletionTime is not null && executions.All(e => e.Metadata.Name != remembered.Name);
        return isRemoved && (newest is null || newest.Status?.CompletionTime < remembered!.CompletionTime) ? remembered
            : newest is null ? null
            : new RuleLastExecution { Name = newest.Metadata.Name!, Phase = newest.Status?.Phase, CompletionTime = newest.Status?.CompletionTime };
    }

    /// <summary>A short name for any text, the same each time.</summary>
    public static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..10];
}
