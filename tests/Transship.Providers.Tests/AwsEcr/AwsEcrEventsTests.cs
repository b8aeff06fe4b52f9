using Transship.Providers.AwsEcr;
using Transship.Providers.Tests.Events;

namespace Transship.Providers.Tests.AwsEcr;

public sealed class AwsEcrEventsTests
{
    private const string Registry = "https://123456789012.dkr.ecr.us-west-2.amazonaws.com";

    private readonly AwsEcrEvents _format = new();

    [Theory]
    [InlineData("push.json", "Pushed team/my-repository:latest@sha256:1111 13cde686-328b-6117-af20-0e5566167482")]
    [InlineData("delete.json", "Deleted team/my-repository:latest@sha256:1111 dd3b46cb-2c74-f49e-393b-28286b67279d")]
    [InlineData("pull-through.json", "Pushed docker-hub/nginx:1.25@sha256:2222 85fc3613-e913-7fc4-a80c-a3753e4aa9ae")]
    [InlineData("replicated.json", "Pushed docker-hub/alpine:3.17.2@sha256:2222 c8b133b1-6029-ee73-e2a1-4f466b8ba999")]
    public void Parse_WhatConcernsImages_IsRead(string file, string expected) => Assert.Equal([expected], Delivery.Lines(_format, file, Registry));

    [Theory]
    [InlineData("failed.json")]
    [InlineData("scan.json")]
    public void Parse_OtherEvents_AreNone(string file) => Assert.Empty(Delivery.Lines(_format, file, Registry));

    [Theory]
    [InlineData("https://123456789012.dkr.ecr.eu-central-1.amazonaws.com", 0)]
    [InlineData("https://210987654321.dkr.ecr.us-west-2.amazonaws.com", 0)]
    [InlineData("https://123456789012.dkr-ecr.us-west-2.on.aws", 1)]
    [InlineData("https://123456789012.dkr.ecr-fips.us-west-2.amazonaws.com", 1)]
    [InlineData("https://proxy.example.com", 1)]
    public void Parse_OfAnotherAccountOrRegion_IsNone(string endpoint, int events) => Assert.Equal(events, Delivery.Lines(_format, "push.json", endpoint).Count());
}
