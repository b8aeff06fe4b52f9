using Transship.Api.Tasks;
using Transship.Operator.Tests.Harness;

namespace Transship.Operator.Tests.Executions;

/// <summary>Registries that say of a repository that is not there, or that we may not see, that we may not look at it (quirk 19).</summary>
public sealed class HiddenRepositoryTests : RunTests
{
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Plan_DestinationHidesARepository_ItIsTakenForMissing(int status)
    {
        CopyOver("library/two");
        Destination.Intercept = Refuse("/library/one/", status);
        await SeedAsync();
        await PlanAsync();

        Assert.Equal("library/one", Assert.Single(Bench.Cluster.PeekAll<ReplicationTask>()).Spec.Source.Repository);
        Assert.Equal((1, 0), (Plan.UpToDate, Plan.Failed));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Plan_SourceHidesARepository_ItHasFailed(int status)
    {
        CopyOver("library/two");
        Source.Intercept = Refuse("/library/one/", status);
        await SeedAsync();
        await PlanAsync();

        Assert.Empty(Bench.Cluster.PeekAll<ReplicationTask>());
        Assert.Equal(1, Plan.Failed);
    }
}
