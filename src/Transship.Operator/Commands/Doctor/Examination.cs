using System.Net;
using System.Runtime.CompilerServices;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Commands.Doctor;

/// <summary>Looks at an installation as its user sees it: definitions, permissions, the operator and its clock, endpoints.</summary>
internal sealed class Examination(IKubernetesClient client, TimeProvider time)
{
    /// <summary>Two clocks that differ by less agree.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Examines; each finding comes as soon as it is known.</summary>
    /// <param name="ns">The namespace that the user works in.</param>
    /// <param name="operatorNamespace">The namespace of the operator.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<Finding> RunAsync(string ns, string operatorNamespace, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await KindAsync<Endpoint>(ns, cancellationToken);
        yield return await KindAsync<ReplicationRule>(ns, cancellationToken);
        yield return await KindAsync<ReplicationExecution>(ns, cancellationToken);
        yield return await KindAsync<ReplicationTask>(ns, cancellationToken);
        yield return await PermissionAsync<ReplicationRule>(ns, "create", "declare rules", cancellationToken);
        yield return await PermissionAsync<ReplicationExecution>(ns, "create", "start runs", cancellationToken);
        yield return await PermissionAsync<ReplicationExecution>(ns, "patch", "stop runs", cancellationToken);
        yield return await LeaderAsync(operatorNamespace, cancellationToken);
        foreach (var finding in await EndpointsAsync(ns, cancellationToken))
        {
            yield return finding;
        }
    }

    private async Task<Finding> KindAsync<TEntity>(string ns, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        var name = NameOf<TEntity>();
        try
        {
            var page = await client.ListAsync<TEntity>(new ListQuery { Namespace = ns, Limit = 1 }, cancellationToken);
            return page.Undecodable.Count == 0
                ? Finding.Good($"{name} is served.")
                : Finding.Bad($"{name} is served in a form that this program cannot read: bring program and definitions to the same version.");
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return Finding.Bad($"{name} is not served: install the definitions, with kubectl apply -k config/crd or the chart.");
        }
        catch (KubernetesException e) when (e.Code == HttpStatusCode.Forbidden)
        {
            return Finding.Bad($"You may not list {name} in namespace '{ns}': ask for the role view there.");
        }
    }

    private async Task<Finding> PermissionAsync<TEntity>(string ns, string verb, string purpose, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        var definition = EntityDefinition.Of<TEntity>();
        var question = new AccessReview
        {
            Spec = new AccessReviewSpec { ResourceAttributes = new AccessAttributes { Namespace = ns, Verb = verb, Group = definition.Group, Resource = definition.Plural } },
        };
        try
        {
            var answer = await client.CreateAsync(question, cancellationToken);
            return answer.Status?.Allowed == true
                ? Finding.Good($"You may {purpose} in namespace '{ns}'.")
                : Finding.Note($"You may not {purpose} in namespace '{ns}' ({verb} {NameOf<TEntity>()}); the role edit would allow it.");
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return Finding.Note($"This server does not say who may do what, so everybody may {purpose}.");
        }
    }

    private async Task<Finding> LeaderAsync(string operatorNamespace, CancellationToken cancellationToken)
    {
        V1Lease? lease;
        try
        {
            lease = await client.GetAsync<V1Lease>(FieldManagers.Operator, operatorNamespace, cancellationToken);
        }
        catch (KubernetesException e) when (e.Code == HttpStatusCode.Forbidden)
        {
            return Finding.Note($"You may not read the operator's lease in namespace '{operatorNamespace}', so whether it works is not known.");
        }

        if (lease?.Spec is not { RenewTime: { } renewed, HolderIdentity: { Length: > 0 } holder } spec)
        {
            return Finding.Note($"No operator holds a lease in namespace '{operatorNamespace}'. Is that its namespace (--operator-namespace), and does it elect a leader?");
        }

        var age = time.GetUtcNow() - renewed;
        return age < -ClockTolerance
            ? Finding.Bad($"The clock of this machine is {-age.TotalSeconds:0} s behind that of the operator: one of the two is wrong, and schedules follow the operator's.")
            : age > TimeSpan.FromSeconds(spec.LeaseDurationSeconds ?? 15) + ClockTolerance
                ? Finding.Bad($"The operator {holder} renewed its lease {age.TotalSeconds:0} s ago: it does not work any more, or one of the two clocks is wrong.")
                : Finding.Good($"The operator {holder} works, and its clock agrees with this one.");
    }

    private async Task<IReadOnlyList<Finding>> EndpointsAsync(string ns, CancellationToken cancellationToken)
    {
        try
        {
            var endpoints = (await client.ListAsync<Endpoint>(new ListQuery { Namespace = ns }, cancellationToken)).Items;
            return endpoints.Count == 0 ? [Finding.Note($"There is no endpoint in namespace '{ns}' yet.")] : [.. endpoints.Select(Judge)];
        }
        catch (KubernetesException e) when (e.IsNotFound || e.Code == HttpStatusCode.Forbidden)
        {
            return []; // Told already.
        }
    }

    private static Finding Judge(Endpoint endpoint) => endpoint.Status?.Conditions.Find(ConditionTypes.Ready) switch
    {
        { Status: ConditionStatus.True } => Finding.Good($"Endpoint {endpoint.Metadata.Name} answers ({endpoint.Status.Latency})."),
        { } ready => Finding.Bad($"Endpoint {endpoint.Metadata.Name}: {ready.Reason}. {ready.Message}"),
        null => Finding.Bad($"Endpoint {endpoint.Metadata.Name} was never tested: does an operator serve namespace '{endpoint.Metadata.Namespace}'?"),
    };

    private static string NameOf<TEntity>()
        where TEntity : class, IKubernetesObject
    {
        var definition = EntityDefinition.Of<TEntity>();
        return $"{definition.Plural}.{definition.Group}";
    }
}
