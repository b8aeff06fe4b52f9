using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Serialization;
using Transship.Operator.Executions;
using Transship.Replication.Events;
using Transship.Runtime.Writes;

namespace Transship.Operator.Events;

/// <summary>
/// Stores what events named: in an execution of the rule that has not begun, else in a new one. A new one's name follows from the rule and the window of
/// time, so that several replicas make the same; a write counts only against the state that was seen, so none is lost to a run that begins meanwhile.
/// </summary>
internal sealed class EventExecutions(IKubernetesClient client, RuleExecutions executions, TimeProvider time)
{
    private const int Attempts = 5;
    private const int MaxPerWindow = 100;

    private static readonly TimeSpan DefaultDebounce = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ShortestDebounce = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDebounce = TimeSpan.FromHours(1);

    private readonly StoredEvents _stored = new();

    /// <summary>Returns when each resource is in exactly one execution, unless an earlier delivery of its event brought it into one.</summary>
    /// <exception cref="KubernetesException">The API server cannot be reached, or refuses.</exception>
    public async Task StoreAsync(ReplicationRule rule, IReadOnlyList<ExecutionResource> resources, CancellationToken cancellationToken)
    {
        var known = executions.Of(rule).Where(execution => execution.Spec.Trigger == ExecutionTrigger.Event && Ownership.IsControlledBy(execution, rule)).ToArray();
        var left = EventResources.Without(_stored.Unknown(rule, resources.Distinct()), known.SelectMany(execution => execution.Spec.Resources ?? []));
        foreach (var candidate in known.Where(IsOpen).OrderByDescending(execution => execution.Metadata.CreationTimestamp))
        {
            left = await JoinAsync(candidate, left, cancellationToken);
        }

        var debounce = DebounceOf(rule);
        var window = time.GetUtcNow().ToUnixTimeMilliseconds() / (long)debounce.TotalMilliseconds;
        for (var n = 0; left.Count > 0; n++)
        {
            left = n < MaxPerWindow
                ? await CreateOrJoinAsync(rule, string.Create(CultureInfo.InvariantCulture, $"event-{window}{(n == 0 ? "" : $"-{n}")}"), time.GetUtcNow() + debounce, left, cancellationToken)
                : throw new InvalidOperationException($"Rule '{rule.Metadata.Name}' has {MaxPerWindow} executions of the same time already.");
        }

        _stored.Add(rule, resources);
    }

    private static TimeSpan DebounceOf(ReplicationRule rule)
    {
        var asked = GoDuration.ParseOr(rule.Spec.Trigger?.Events?.Debounce, DefaultDebounce);
        return asked < ShortestDebounce ? ShortestDebounce : asked > LongestDebounce ? LongestDebounce : asked;
    }

    /// <summary>Whether more events may join: executions that users narrow themselves have no time to wait for, and stay as they are.</summary>
    private static bool IsOpen(ReplicationExecution execution) =>
        !execution.HasStarted() && !execution.HasEnded()
        && execution is { Spec: { Stop: false, DryRun: false, Trigger: ExecutionTrigger.Event, NotBefore: not null }, Metadata.DeletionTimestamp: null };

    private async Task<IReadOnlyList<ExecutionResource>> CreateOrJoinAsync(
        ReplicationRule rule, string suffix, DateTimeOffset notBefore, IReadOnlyList<ExecutionResource> left, CancellationToken cancellationToken)
    {
        var (resources, rest) = EventResources.Join([], left);
        var execution = RuleExecutions.Make(rule, ExecutionTrigger.Event, suffix);
        execution = execution with { Spec = execution.Spec with { Resources = resources, NotBefore = notBefore } };
        try
        {
            await executions.CreateAsync(rule, execution, cancellationToken);
            return rest;
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            var present = await client.GetAsync<ReplicationExecution>(execution.Metadata.Name!, execution.Metadata.Namespace, cancellationToken);
            return present is null ? left : await JoinAsync(present, left, cancellationToken);
        }
    }

    /// <returns>What found no place, or is to go elsewhere.</returns>
    private async Task<IReadOnlyList<ExecutionResource>> JoinAsync(ReplicationExecution? execution, IReadOnlyList<ExecutionResource> left, CancellationToken cancellationToken)
    {
        for (var attempt = 0; execution is not null && attempt < Attempts; attempt++)
        {
            left = EventResources.Without(left, execution.Spec.Resources);
            var (resources, rest) = EventResources.Join(execution.Spec.Resources, left);
            if (!IsOpen(execution) || rest.Count == left.Count)
            {
                return left;
            }

            try
            {
                // Written even where nothing changes: only then is it sure that the run has not begun.
                await client.PatchAsync<ReplicationExecution>(execution.Metadata.Name!, execution.Metadata.Namespace, Growth(execution, resources), cancellationToken);
                return rest;
            }
            catch (KubernetesException e) when (e.IsConflict)
            {
                execution = await client.GetAsync<ReplicationExecution>(execution.Metadata.Name!, execution.Metadata.Namespace, cancellationToken);
            }
            catch (KubernetesException e) when (e.IsNotFound)
            {
                return left;
            }
        }

        return left;
    }

    private static Patch Growth(ReplicationExecution execution, IReadOnlyList<ExecutionResource>? resources) => Patch.Merge(new JsonObject
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = execution.Metadata.ResourceVersion },
        ["spec"] = new JsonObject { ["resources"] = resources is null ? null : JsonSerializer.SerializeToNode(resources, KubernetesJson.TypeInfo<IReadOnlyList<ExecutionResource>>()) },
    }) with
    {
        FieldManager = FieldManagers.Events,
    };
}
