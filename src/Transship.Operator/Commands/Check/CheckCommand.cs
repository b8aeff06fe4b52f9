using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Embedded;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Manifests;
using Transship.Kubernetes.Models;
using Transship.Operator.Commands.Crds;
using Transship.Operator.Commands.Run;
using Transship.Operator.Rules;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Commands.Check;

/// <summary><c>transship check -f DIR</c>: are the manifests right, and do the registries answer?</summary>
internal sealed class CheckCommand : Command
{
    private readonly Option<string> _files = new("--filename", "-f") { Description = "A manifest, or a folder of manifests.", Required = true };

    public CheckCommand()
        : base("check", "Check manifests, and the connection to every endpoint in them.")
    {
        Add(_files);
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => CheckAsync(result, token), cancellationToken));
    }

    private async Task<int> CheckAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var manifests = ManifestReader.Read(result.GetRequiredValue(_files));
        var definitions = GeneratedManifests.Crds().Select(m => m.Content);
        await using var server = await EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Definitions = [.. definitions] }, cancellationToken);
        var config = new KubernetesClientConfig { Server = server.BaseAddress, Component = "check", FieldValidation = FieldValidation.Strict };
        using var client = new KubernetesClient(config);
        var problems = await new ManifestLoader(client).ApplyAsync(manifests, cancellationToken);
        foreach (var problem in problems)
        {
            Terminal.Error.MarkupLineInterpolated($"[red]error:[/] {problem}");
        }

        var rules = await CheckRulesAsync(client, cancellationToken);
        var endpoints = await CheckEndpointsAsync(client, cancellationToken);
        return problems.Count > 0 || !rules ? ExitCodes.BadInput : endpoints ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<bool> CheckRulesAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        var rules = await client.ListAsync<ReplicationRule>(new ListQuery(), cancellationToken);
        var known = (await client.ListAsync<Endpoint>(new ListQuery(), cancellationToken)).Items
            .Select(e => (e.Metadata.Namespace, e.Metadata.Name)).ToHashSet();
        var good = true;
        foreach (var rule in rules.Items)
        {
            var unknown = rule.Spec.Destinations.Select(d => d.EndpointRef.Name).Prepend(rule.Spec.Source.EndpointRef.Name)
                .FirstOrDefault(name => !known.Contains((rule.Metadata.Namespace, name)));
            var problem = RuleCheck.CheckSpec(rule.Spec) is { } invalid ? $"{invalid.Reason}: {invalid.Message}"
                : unknown is not null ? $"{ConditionReasons.EndpointNotFound}: Endpoint '{unknown}' is not among the manifests."
                : null;
            good &= problem is null;
            Report("ReplicationRule", rule.Metadata.Name, problem is null, problem ?? "The rule can run.");
        }

        return good;
    }

    private static async Task<bool> CheckEndpointsAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        await using var services = CheckServices.Build(client);
        var probe = services.GetRequiredService<Endpoints.EndpointProbe>();
        var good = true;
        foreach (var endpoint in (await client.ListAsync<Endpoint>(new ListQuery(), cancellationToken)).Items)
        {
            var status = await probe.CheckAsync(endpoint, cancellationToken);
            var ready = status.Conditions.Find(ConditionTypes.Ready)!;
            var isReady = ready.Status == ConditionStatus.True;
            good &= isReady;
            Report("Endpoint", endpoint.Metadata.Name, isReady, isReady ? $"{ready.Message} ({status.Latency})" : $"{ready.Reason}: {ready.Message}");
        }

        return good;
    }

    private static void Report(string kind, string? name, bool good, string message) =>
        Terminal.Output.MarkupLine($"{(good ? "[green]ok[/]    " : "[red]failed[/]")} {Markup.Escape($"{kind} {name}: {message}")}");
}
