using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
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
        await using var server = await ManifestServer.StartAsync(result.GetRequiredValue(_files), "check", cancellationToken);
        var rules = await CheckRulesAsync(server.Client, cancellationToken);
        var endpoints = await CheckEndpointsAsync(server.Client, cancellationToken);
        return server.HasProblems || !rules ? ExitCodes.BadInput : endpoints;
    }

    private static async Task<bool> CheckRulesAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        var rules = await client.ListAsync<ReplicationRule>(new ListQuery(), cancellationToken);
        var endpoints = await client.ListAsync<Endpoint>(new ListQuery(), cancellationToken);
        var good = true;
        foreach (var rule in rules.Items)
        {
            var problem = RuleProblem.Of(rule, endpoints.Items);
            good &= problem is null;
            Report("ReplicationRule", rule.Metadata.Name, problem is null, problem ?? "The rule can run.");
        }

        return good;
    }

    private static async Task<int> CheckEndpointsAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        var endpoints = (await client.ListAsync<Endpoint>(new ListQuery(), cancellationToken)).Items;
        await using var services = CheckServices.Build(client, endpoints);
        var probe = services.GetRequiredService<Endpoints.EndpointProbe>();
        var exitCode = ExitCodes.Success;
        foreach (var endpoint in endpoints)
        {
            var status = await probe.CheckAsync(endpoint, cancellationToken);
            var ready = status.Conditions.Find(ConditionTypes.Ready)!;
            var isReady = ready.Status == ConditionStatus.True;
            exitCode = Math.Max(exitCode, isReady ? ExitCodes.Success : ExitCodes.For(ready.Reason));
            Report("Endpoint", endpoint.Metadata.Name, isReady, isReady ? $"{ready.Message} ({status.Latency})" : $"{ready.Reason}: {ready.Message}");
        }

        return exitCode;
    }

    private static void Report(string kind, string? name, bool good, string message) =>
        Terminal.Output.MarkupLine($"{(good ? "[green]ok[/]    " : "[red]failed[/]")} {Markup.Escape($"{kind} {name}: {message}")}");
}
