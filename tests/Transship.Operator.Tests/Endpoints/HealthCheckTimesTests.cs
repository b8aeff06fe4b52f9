using Transship.Api.Endpoints;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Tests.Endpoints;

public sealed class HealthCheckTimesTests
{
    [Theory]
    [InlineData(null, 300)]
    [InlineData("30s", 30)]
    [InlineData("0s", 5)]
    [InlineData("1ms", 5)]
    [InlineData("200000h", 86_400)]
    public void Interval_WhatIsAsked_WithinBounds(string? asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), HealthCheckTimes.Interval(new EndpointHealthCheck { Interval = asked }));

    [Theory]
    [InlineData(null, 10)]
    [InlineData("30s", 30)]
    [InlineData("0s", 1)]
    [InlineData("200000h", 300)]
    public void Timeout_WhatIsAsked_WithinBounds(string? asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), HealthCheckTimes.Timeout(new EndpointHealthCheck { Timeout = asked }));
}
