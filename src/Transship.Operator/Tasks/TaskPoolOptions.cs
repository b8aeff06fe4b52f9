namespace Transship.Operator.Tasks;

/// <summary>How much a pool does at the same time.</summary>
/// <param name="MaxConcurrentTasks">Tasks in all.</param>
/// <param name="Worker">What tells this process from others, on the tasks that it works on.</param>
internal sealed record TaskPoolOptions(int MaxConcurrentTasks, string Worker);
