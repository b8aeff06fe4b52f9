using Transship.Testing.Registry;
using Transship.Testing.Servers;

namespace Transship.Benchmarks.Copying;

/// <summary>What a copy needs of memory: it must not depend on the size of layers, and stay small with many at a time.</summary>
internal static class MemoryBenchmarks
{
    private const int Images = 6;
    private const int LayersOfEach = 6;

    /// <summary>Runs them. The first argument is the path of our program.</summary>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("transship-bench.").FullName;
        try
        {
            await using var source = await FakeRegistry.StartAsync();
            await using var destination = await FakeRegistry.StartAsync();
            var images = new Dictionary<string, IReadOnlyList<MadeUpBlob>>(StringComparer.Ordinal)
            {
                ["small"] = [new MadeUpBlob(1, 1024)],
                ["large"] = [new MadeUpBlob(2, 8 * 1024)],
            };
            for (var image = 0; image < Images; image++)
            {
                images[$"many/{image}"] = [.. Enumerable.Range(0, LayersOfEach).Select(layer => new MadeUpBlob(100 + (image * LayersOfEach) + layer, 128))];
            }

            source.Serve(images);
            destination.Forget();
            var time = await Tool.LocateAsync("time");
            var small = await PeakAsync("small:1");
            var large = await PeakAsync("large:1");
            var many = await PeakAsync("many", "--recursive");
            return
            [
                Measurement.AtMost("peak memory with a layer of 1 GiB", small, 100, "MiB"),
                Measurement.AtMost("peak memory with a layer of 8 GiB", large, 100, "MiB"),
                Measurement.AtMost("peak memory with a layer of 8 GiB against 1 GiB", large / small, 1.1, "times"),
                Measurement.AtMost($"peak memory with {Images * LayersOfEach} layers of 128 MiB at a time", many, 150, "MiB"),
            ];

            async Task<double> PeakAsync(string reference, params string[] options) => (await ProgramRun.MeasureAsync(
                time, [arguments[0], "copy", .. options, $"{source.Url}{reference}", $"{destination.Url}{reference}"], folder)).PeakMebibytes;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
