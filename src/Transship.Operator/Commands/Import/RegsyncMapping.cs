namespace Transship.Operator.Commands.Import;

/// <summary>How the name of a repository changes, as namespace and flattening of a rule say it.</summary>
/// <param name="Namespace">What stands before the rest; null for nothing.</param>
/// <param name="Flatten">How many leading components are replaced.</param>
internal sealed record RegsyncMapping(string? Namespace, int Flatten)
{
    /// <summary>The mapping between two names; null when the last component changes, which a rule cannot express.</summary>
    public static RegsyncMapping? Between(string source, string target)
    {
        var (from, to) = (source.Split('/'), target.Split('/'));
        var kept = 0;
        while (kept < from.Length && kept < to.Length && from[^(kept + 1)] == to[^(kept + 1)])
        {
            kept++;
        }

        return kept == 0 ? null : new RegsyncMapping(kept == to.Length ? null : string.Join('/', to[..^kept]), from.Length - kept);
    }
}
