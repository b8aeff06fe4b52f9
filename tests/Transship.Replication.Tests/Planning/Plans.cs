using Transship.Api;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Replication.Destinations;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Replication.Tests.Planning;

/// <summary>Requests for plans between scripted registries.</summary>
internal static class Plans
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static PlanRequest Request(IRegistryView source, PlanDestination[] destinations, params RuleFilter[] filters)
    {
        Assert.True(RuleFilters.TryCompile(filters, out var compiled, out var errors), string.Join(' ', errors));
        return new PlanRequest(compiled, source, destinations, true, 16) { Now = Now };
    }

    public static PlanDestination To(string endpoint, IRegistryView view, string? @namespace = null, string? flatten = null)
    {
        var destination = new RuleDestination
        {
            EndpointRef = new LocalReference { Name = endpoint },
            Namespace = @namespace,
            Flatten = flatten is null ? null : new IntOrString(flatten),
        };
        Assert.True(DestinationMapping.TryCreate(destination, out var mapping, out _));
        return new PlanDestination(endpoint, mapping, view);
    }
}
