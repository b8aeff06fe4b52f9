using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Manifests;
using Transship.Kubernetes.Models;

namespace Transship.Operator.Commands.Run;

/// <summary>Brings manifests from files to an API server, as <c>kubectl apply --server-side</c> would.</summary>
/// <param name="client">The server.</param>
/// <param name="defaultNamespace">The namespace of a manifest that names none.</param>
/// <param name="createsNamespaces">Whether the namespaces of manifests are made first.</param>
internal sealed partial class ManifestLoader(IKubernetesClient client, string defaultNamespace = ManifestLoader.DefaultNamespace, bool createsNamespaces = true)
{
    /// <summary>The namespace of a manifest where nothing names one.</summary>
    public const string DefaultNamespace = "default";

    /// <summary>The kinds in the order in which they are applied.</summary>
    private static readonly (string Kind, Func<IKubernetesClient, JsonObject, string, string?, CancellationToken, Task> Apply)[] Kinds =
    [
        ("Namespace", ApplyAsync<V1Namespace>),
        ("Secret", ApplyAsync<V1Secret>),
        ("Endpoint", ApplyAsync<Endpoint>),
        ("ReplicationRule", ApplyAsync<ReplicationRule>),
        ("ReplicationExecution", ApplyAsync<ReplicationExecution>),
    ];

    /// <summary>Applies all manifests, and goes on after one that is refused.</summary>
    /// <returns>What was refused: a line each, with file, line and field.</returns>
    /// <exception cref="KubernetesException">The server was not able to judge a manifest.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(IReadOnlyList<Manifest> manifests, CancellationToken cancellationToken)
    {
        var problems = ManifestFiles.Problems(manifests, defaultNamespace).ToList();
        if (problems.Count > 0)
        {
            return problems;
        }

        if (createsNamespaces)
        {
            await EnsureNamespacesAsync(manifests, cancellationToken);
        }

        foreach (var manifest in manifests.OrderBy(m => Array.FindIndex(Kinds, k => k.Kind == m.Kind)))
        {
            if (Array.FindIndex(Kinds, k => k.Kind == manifest.Kind) is var kind && kind < 0)
            {
                problems.Add($"{manifest.File}:{manifest.Line}: kind '{manifest.Kind}' is not served by Transship. Known are: {string.Join(", ", Kinds.Select(k => k.Kind))}.");
                continue;
            }

            try
            {
                await Kinds[kind].Apply(client, manifest.Content, manifest.Name, NamespaceOf(manifest), cancellationToken);
            }
            catch (KubernetesException e) when (IsJudgement(e))
            {
                problems.AddRange(Explain(manifest, e));
            }
        }

        return problems;
    }

    /// <summary>Whether the server looked at the manifest, rather than being away or without capacity.</summary>
    private static bool IsJudgement(KubernetesException error) => !error.IsTooManyRequests && (int?)error.Code is >= 400 and < 500;

    private static IEnumerable<string> Explain(Manifest manifest, KubernetesException error)
    {
        var causes = error.Status.Details?.Causes?.Where(c => c.Field is not null && c.Message is not null).ToArray() ?? [];
        if (causes.Length == 0 && StrictProblem().Matches(error.Message) is { Count: > 0 } strict)
        {
            return strict.Select(m => (Field: m.Groups["field"].Value, Problem: m.Groups["problem"].Value))
                .Select(m => $"{manifest.File}:{manifest.LineOf(m.Field)}: {manifest.Kind} {manifest.Name}: {m.Field}: {m.Problem} field: correct its name, or remove it.");
        }

        return causes.Length == 0
            ? [$"{manifest}: {error.Message}"]
            : causes.Select(c => $"{manifest.File}:{manifest.LineOf(c.Field!)}: {manifest.Kind} {manifest.Name}: {c.Field}: {c.Message}");
    }

    private string? NamespaceOf(Manifest manifest) => manifest.Kind == "Namespace" ? null : manifest.Namespace ?? defaultNamespace;

    private static async Task ApplyAsync<TEntity>(IKubernetesClient client, JsonObject content, string name, string? ns, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        if (ns is not null && content["metadata"] is JsonObject metadata)
        {
            metadata["namespace"] = ns;
        }

        await client.PatchAsync<TEntity>(name, ns, Patch.Apply(content, FieldManagers.Cli), cancellationToken);
    }

    private async Task EnsureNamespacesAsync(IReadOnlyList<Manifest> manifests, CancellationToken cancellationToken)
    {
        foreach (var name in manifests.Select(NamespaceOf).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } };
            await client.PatchAsync<V1Namespace>(name, null, Patch.Apply(body, FieldManagers.Cli), cancellationToken);
        }
    }

    /// <summary>How a server names unknown and doubled fields: in its sentence only.</summary>
    [GeneratedRegex("(?<problem>unknown|duplicate) field \"(?<field>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex StrictProblem();
}
