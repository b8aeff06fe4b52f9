using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Operator.Endpoints;
using Transship.Operator.Rules;
using Transship.Replication.Destinations;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Operator.Executions;

/// <summary>A rule ready to be planned: its filters and destinations read, its registries connected for as long as this is used.</summary>
internal sealed class OpenPlan : IDisposable
{
    private const int RepositoriesAtOnce = 16;

    private readonly List<EndpointConnection> _opened = [];

    private OpenPlan()
    {
    }

    /// <summary>What the planner is asked.</summary>
    public PlanRequest Request { get; private set; } = null!;

    /// <summary>Finds what is up to date but lacks attachments.</summary>
    public MissingAttachments Attachments { get; private set; } = null!;

    /// <summary>Connects the registries of a rule.</summary>
    /// <exception cref="ReasonedException">The rule makes no sense, or an endpoint cannot be used.</exception>
    public static async Task<OpenPlan> OpenAsync(EndpointConnections connections, string ns, ReplicationRuleSpec rule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (RuleCheck.CheckSpec(rule) is { } invalid)
        {
            throw new ReasonedException(invalid.Reason, invalid.Message);
        }

        var plan = new OpenPlan();
        try
        {
            plan.Request = await plan.RequestAsync(name => connections.OpenAsync(new NamespacedName(ns, name), cancellationToken), rule, now);
            return plan;
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _opened.ForEach(connection => connection.Dispose());

    private async Task<PlanRequest> RequestAsync(Func<string, Task<EndpointConnection>> connect, ReplicationRuleSpec rule, DateTimeOffset now)
    {
        RuleFilters.TryCompile(rule.Filters, out var filters, out _);
        var source = await OpenAsync(rule.Source.EndpointRef.Name);
        var destinations = new List<PlanDestination>();
        foreach (var destination in rule.Destinations)
        {
            DestinationMapping.TryCreate(destination, out var mapping, out _);
            var connection = await OpenAsync(destination.EndpointRef.Name);
            destinations.Add(new PlanDestination(destination.EndpointRef.Name, mapping!, new RegistryView(connection, isDestination: true))
            {
                IsSource = connection.Client.Endpoint.ApiBase == source.Client.Endpoint.ApiBase,
            });
        }

        var view = new RegistryView(source);
        Attachments = new MissingAttachments(
            view, destinations.DistinctBy(d => d.Endpoint).ToDictionary(d => d.Endpoint, d => (RegistryView)d.View, StringComparer.Ordinal), rule.Artifacts);
        return new PlanRequest(filters!, view, destinations, rule.Override, RepositoriesAtOnce) { Now = now };

        async Task<EndpointConnection> OpenAsync(string name)
        {
            var connection = await connect(name);
            _opened.Add(connection);
            return connection;
        }
    }
}
