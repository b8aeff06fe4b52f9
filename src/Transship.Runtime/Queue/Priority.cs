namespace Transship.Runtime.Queue;

/// <summary>How urgent a key is; higher goes first (Q6).</summary>
internal static class Priority
{
    /// <summary>Something just changed.</summary>
    internal const int Live = 0;

    /// <summary>What follows from work under way: it can wait for what just changed.</summary>
    internal const int FollowUp = -10;

    /// <summary>The first list and resyncs: they must not delay a fresh edit.</summary>
    internal const int Background = -100;
}
