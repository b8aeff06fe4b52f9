using System.Text;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Testing.Registry;

namespace Transship.Benchmarks.Triggers;

/// <summary>Many rules between two registries, each for a repository of its own.</summary>
internal static class RuleSet
{
    internal const string Namespace = "default";
    internal const string Token = "correct-horse-battery-staple";

    private const int AtOnce = 8;

    /// <summary>The repository of a rule.</summary>
    internal static string RepositoryOf(int rule) => $"team-{rule}/app";

    /// <summary>Makes an image that both registries have for each rule, endpoints and rules, and returns when the first run of each rule is over, so that only what is measured goes on.</summary>
    internal static async Task CreateAsync(OperatorUnderTest running, int rules, RuleTrigger trigger)
    {
        foreach (var registry in new[] { running.Source, running.Destination })
        {
            for (var n = 0; n < rules; n++)
            {
                registry.Store[RepositoryOf(n)].AddImage("first", [FakeImages.Bytes(n, 100)]);
            }
        }

        await CreateEndpointsAsync(running);
        await Parallel.ForAsync(0, rules, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, token) =>
        {
            var spec = new ReplicationRuleSpec
            {
                Source = new RuleSource { EndpointRef = new LocalReference { Name = "source" } },
                Destinations = [new RuleDestination { EndpointRef = new LocalReference { Name = "destination" } }],
                Filters = [new RuleFilter { Type = FilterType.Name, Value = RepositoryOf(n) }],
                Trigger = trigger,
                HistoryLimits = new RuleHistoryLimits { Successful = 1000, Failed = 1000 },
            };
            await running.Client.CreateAsync(new ReplicationRule { Metadata = Named($"rule{n}"), Spec = spec }, token);
        });
        while ((await ExecutionsAsync(running.Client)).Count(e => e.Spec.Trigger == ExecutionTrigger.Initial && e.Status?.CompletionTime is not null) < rules)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    /// <summary>Makes the endpoints <c>source</c> and <c>destination</c>; events of the source are taken.</summary>
    internal static async Task CreateEndpointsAsync(OperatorUnderTest running)
    {
        await running.Client.CreateAsync(
            new V1Secret { Metadata = Named("events"), Data = new Dictionary<string, byte[]> { ["token"] = Encoding.UTF8.GetBytes(Token) } }, CancellationToken.None);
        foreach (var (name, url) in new[] { ("source", running.Source.Url), ("destination", running.Destination.Url) })
        {
            var spec = new EndpointSpec { Url = url.ToString(), Events = new EndpointEvents { SecretRef = new LocalReference { Name = "events" } } };
            await running.Client.CreateAsync(new Endpoint { Metadata = Named(name), Spec = spec }, CancellationToken.None);
        }
    }

    /// <summary>All executions.</summary>
    internal static async Task<List<ReplicationExecution>> ExecutionsAsync(KubernetesClient client)
    {
        var found = new List<ReplicationExecution>();
        var query = new ListQuery { Namespace = Namespace, Limit = 500 };
        do
        {
            var page = await client.ListAsync<ReplicationExecution>(query, CancellationToken.None);
            found.AddRange(page.Items);
            query = query with { Continue = page.Metadata.Continue };
        }
        while (!string.IsNullOrEmpty(query.Continue));

        return found;
    }

    internal static V1ObjectMeta Named(string name) => new() { Name = name, Namespace = Namespace };
}
