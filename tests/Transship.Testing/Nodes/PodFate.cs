namespace Transship.Testing.Nodes;

/// <summary>What a test node does with a pod.</summary>
public enum PodFate
{
    /// <summary>Runs it.</summary>
    Run,

    /// <summary>Fails to pull its image.</summary>
    PullFails,

    /// <summary>Evicts it before it starts.</summary>
    Evict,

    /// <summary>Ends it, as one that used too much memory, as soon as it runs.</summary>
    KillForMemory,

    /// <summary>Is gone with it.</summary>
    Lose,
}
