using Microsoft.Extensions.Logging;

namespace Transship.Embedded;

/// <summary>What the server logs: only what it could not do, or keep.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The embedded API server failed to answer {Method} {Path}.")]
    public static partial void RequestFailed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The last {Bytes} bytes of the journal were no whole write and are in {File} now. After a kill that is a write which nobody was told of; else the file was damaged, and its newest writes are missing.")]
    public static partial void JournalCut(ILogger logger, long bytes, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "The embedded API server failed to follow up a change of {Kind} {Name}; it tries again with the next change.")]
    public static partial void FollowUpFailed(ILogger logger, string kind, string name, Exception exception);
}
