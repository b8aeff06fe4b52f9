using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Operator.Commands.Check;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;
using Transship.Operator.Plans;
using Transship.Operator.Rules;
using Transship.Providers;
using Transship.Replication.Planning;
using Transship.Replication.Rules;

namespace Transship.Operator.Commands.Plan;

/// <summary>
/// <c>transship plan -f DIR</c>: what would a run of each rule do, artifact by artifact? Nothing is copied. <c>kubectl transship plan RULE</c>: the same of a
/// rule of a cluster, whose operator finds it out.
/// </summary>
internal sealed class PlanCommand : Command
{
    private readonly Argument<string?> _rule = new("RULE") { Description = "A rule of a cluster, in place of manifests: a dry run of it is made there.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _files = new("--filename", "-f") { Description = "A manifest, or a folder of manifests; no cluster is needed." };
    private readonly Option<int> _timeout = new("--timeout") { Description = "Seconds to wait for the dry run of a rule of a cluster.", DefaultValueFactory = _ => 600 };
    private readonly ClusterOptions _cluster = new();
    private readonly TimeProvider _time;

    public PlanCommand(TimeProvider time)
        : base("plan", "Show what a run of each rule would do, artifact by artifact, and why. Nothing is copied.")
    {
        _time = time;
        Add(_rule);
        Add(_files);
        Add(_timeout);
        _cluster.AddTo(this);
        Validators.Add(result =>
        {
            if (result.GetValue(_rule) is null == result.GetValue(_files) is null)
            {
                result.AddError("Name either manifests with -f, or a rule of a cluster.");
            }
        });
        SetAction((result, cancellationToken) => CommandAction.RunAsync(
            token => result.GetValue(_rule) is { } rule ? PlanAsync(rule, result, token) : PlanAsync(result, token), cancellationToken));
    }

    private async Task<int> PlanAsync(string rule, ParseResult result, CancellationToken cancellationToken)
    {
        var (client, ns) = _cluster.Connect(result);
        using var owned = client;
        return await new ClusterPlan(client, ns, _time).PrintAsync(rule, TimeSpan.FromSeconds(result.GetValue(_timeout)), cancellationToken);
    }

    private async Task<int> PlanAsync(ParseResult result, CancellationToken cancellationToken)
    {
        await using var server = await ManifestServer.StartAsync(result.GetValue(_files)!, "plan", cancellationToken);
        var endpoints = await server.Client.ListAsync<Endpoint>(new ListQuery(), cancellationToken);
        await using var services = CheckServices.Build(server.Client, endpoints.Items);
        var connections = services.GetRequiredService<EndpointConnections>();
        var worst = server.HasProblems ? ExitCodes.BadInput : ExitCodes.Success;
        var rules = (await server.Client.ListAsync<ReplicationRule>(new ListQuery(), cancellationToken)).Items;
        var paths = new RulePaths(name => endpoints.Items.FirstOrDefault(endpoint => NamespacedName.Of(endpoint) == name), services.GetRequiredService<ProviderCatalog>());
        foreach (var rule in rules)
        {
            Terminal.Output.WriteLine($"ReplicationRule {rule.Metadata.Name}{(rule.Spec.Enabled ? "" : " (switched off)")}");
            var problem = RuleProblem.Of(rule, endpoints.Items);
            worst = Math.Max(worst, problem is null ? await PlanAsync(rule, paths.Besides(NamespacedName.Of(rule), rule.Spec, rules), connections, cancellationToken) : Complain(rule, problem, ExitCodes.BadInput));
        }

        return worst;
    }

    /// <summary>One rule that cannot be planned keeps no other one from it.</summary>
    private async Task<int> PlanAsync(ReplicationRule rule, OtherRules others, EndpointConnections connections, CancellationToken cancellationToken)
    {
        var code = ExitCodes.Success;
        try
        {
            using var open = await OpenPlan.OpenAsync(connections, rule.Metadata.Namespace ?? "", rule.Spec, _time.GetUtcNow(), cancellationToken);
            var prune = rule.Spec.Prune is { Enabled: true } ? new PruneLimit(rule.Spec.Prune.MaxDeletePercent ?? RulePrune.DefaultMaxDeletePercent) : null;
            var request = open.Request with { Explain = true, Deletions = prune is null ? PlanDeletions.None : PlanDeletions.Gone, Others = others };
            await foreach (var planned in new Planner().PlanAsync(request, cancellationToken))
            {
                var item = planned is RepositoryPlan compared ? await open.Attachments.AddAsync(compared, cancellationToken) : planned;
                code = item is RepositoryFailure ? ExitCodes.Failure : code;
                if (item is DeletionPlan gone)
                {
                    prune?.Add(gone);
                }
                else
                {
                    Write(item);
                }
            }

            if (prune is not null && code != ExitCodes.Success)
            {
                Terminal.Output.WriteLine("  Nothing would be removed: not everything could be listed.");
                return code;
            }

            foreach (var item in prune?.Decide() ?? [])
            {
                code = item is RepositoryFailure ? ExitCodes.Failure : code;
                Write(item);
            }

            return code;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var (message, exitCode) = CommandAction.Explain(e);
            return Complain(rule, message, exitCode);
        }
    }

    private static void Write(PlanItem item)
    {
        foreach (var line in PlanLines.Of(item))
        {
            Terminal.Output.WriteLine($"  {line}");
        }
    }

    private static int Complain(ReplicationRule rule, string message, int exitCode)
    {
        Terminal.Error.MarkupLineInterpolated($"[red]error:[/] ReplicationRule {rule.Metadata.Name}: {message}");
        return exitCode;
    }
}
