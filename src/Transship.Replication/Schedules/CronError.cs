namespace Transship.Replication.Schedules;

/// <summary>Why a cron expression cannot be read.</summary>
/// <param name="Position">The character at fault, counted from 1.</param>
/// <param name="Message">One sentence for the expression's author.</param>
public sealed record CronError(int Position, string Message)
{
    /// <summary>The error with its place.</summary>
    public override string ToString() => $"character {Position}: {Message}";
}
