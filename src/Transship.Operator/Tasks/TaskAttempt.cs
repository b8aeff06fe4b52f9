using Transship.Api.Tasks;
using Transship.Registry.Clients;
using Transship.Registry.Pacing;
using Transship.Registry.SharedReads;

namespace Transship.Operator.Tasks;

/// <summary>What all artifacts of one attempt share.</summary>
/// <param name="Task">The task.</param>
/// <param name="Source">The registry to read from.</param>
/// <param name="Destination">The registry to write to.</param>
/// <param name="Progress">Told how it goes.</param>
internal sealed record TaskAttempt(ReplicationTask Task, IRegistryClient Source, IRegistryClient Destination, TaskProgress Progress)
{
    /// <summary>The attempts at tasks that copy the same to other destinations.</summary>
    public required ReadGroupMember ReadGroup { get; init; }

    /// <summary>The rates that hold besides those of the endpoints.</summary>
    public IReadOnlyList<TokenBucket> Bandwidth { get; init; } = [];
}
