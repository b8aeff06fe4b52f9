namespace Transship.Benchmarks.Copying;

/// <summary>What a copy needs of memory, whatever the size of the layers.</summary>
internal static class MemoryBenchmarks
{
    /// <summary>Runs them. The first argument is the path of our program.</summary>
    public static Task<IReadOnlyList<Measurement>> RunAsync(string[] arguments) => Task.FromResult<IReadOnlyList<Measurement>>([]);
}
