using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Transship.Registry.Copying;

/// <summary>How the engine works, whatever it copies.</summary>
public sealed record CopyOptions
{
    /// <summary>Blobs of one manifest that are worked on at the same time. Default 6.</summary>
    public int ConcurrentBlobs { get; init; } = 6;

    /// <summary>Indexes within indexes that are followed. Default 8.</summary>
    public int MaxDepth { get; init; } = 8;

    /// <summary>How long a blob that was seen at a destination is taken to be there still. Default 5 minutes.</summary>
    public TimeSpan KnowledgeLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long copies of the same content to several destinations wait for each other before they read it. Default 2 seconds.</summary>
    public TimeSpan MeetingPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where self-healing is logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
