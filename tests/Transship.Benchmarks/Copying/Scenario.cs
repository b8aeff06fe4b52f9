namespace Transship.Benchmarks.Copying;

/// <summary>One situation in which all programs are compared.</summary>
/// <param name="Name">As it is named on the command line.</param>
/// <param name="Title">What happens.</param>
/// <param name="Set">What is copied.</param>
/// <param name="WallTarget">Our median wall time over that of the fastest program that verifies what it copies.</param>
internal sealed record Scenario(string Name, string Title, ImageSet Set, double WallTarget)
{
    /// <summary>Everything is there already.</summary>
    public bool Unchanged { get; init; }

    /// <summary>What both registries are away.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Our CPU time over crane's; null where none is asked.</summary>
    public double? CpuTarget { get; init; }

    /// <summary>The name of a program that is left out, because a single run of it takes longer than everything else together.</summary>
    public string? Without { get; init; }

    /// <summary>All of them, in the order in which they run.</summary>
    public static IReadOnlyList<Scenario> All { get; } = Create();

    private static IReadOnlyList<Scenario> Create()
    {
        var far = TimeSpan.FromMilliseconds(20);
        return
        [
            new Scenario("a", "one image of 8 layers of 128 MiB", ImageSet.Large, 1.05) { CpuTarget = 1.4 },
            new Scenario("b", "200 images in 20 repositories, half of the layers shared", ImageSet.Many, 0.6),
            new Scenario("c", "an index of four platforms", ImageSet.Index, 1.3),
            new Scenario("d", "nothing changed in the 200 images", ImageSet.Many, 1.0) { Unchanged = true },
            new Scenario("e", "a repository of 2,000 tags", ImageSet.Tagged, 0.6),
            new Scenario("e-unchanged", "nothing changed in the 2,000 tags", ImageSet.Tagged, 0.5) { Unchanged = true },
            new Scenario("b-far", "200 images in 20 repositories, 20 ms away", ImageSet.Many, 0.25) { RoundTrip = far },
            new Scenario("d-far", "nothing changed in the 200 images, 20 ms away", ImageSet.Many, 0.2) { RoundTrip = far, Unchanged = true },
            new Scenario("e-far", "a repository of 2,000 tags, 20 ms away", ImageSet.Tagged, 0.15) { RoundTrip = far, Without = "skopeo" },
            new Scenario("e-far-unchanged", "nothing changed in the 2,000 tags, 20 ms away", ImageSet.Tagged, 0.15) { RoundTrip = far, Unchanged = true, Without = "skopeo" },
        ];
    }
}
