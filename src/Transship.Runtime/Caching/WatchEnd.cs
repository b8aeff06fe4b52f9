namespace Transship.Runtime.Caching;

/// <summary>What has to follow the end of a watch.</summary>
internal enum WatchEnd
{
    /// <summary>Watch on at once from the last version (R9).</summary>
    Rewatch,

    /// <summary>Pause, then watch on from the last version (R8).</summary>
    PauseAndRewatch,

    /// <summary>List at once (R7).</summary>
    Relist,

    /// <summary>Pause, then list.</summary>
    PauseAndRelist,
}
