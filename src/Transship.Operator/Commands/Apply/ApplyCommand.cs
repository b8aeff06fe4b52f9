using System.CommandLine;
using System.Text.RegularExpressions;
using Spectre.Console;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Commands.Run;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Commands.Apply;

/// <summary><c>transship apply -f DIR</c>: manifests to a cluster, without kubectl. With an inventory, what it set up and the files no longer have is removed.</summary>
internal sealed partial class ApplyCommand : Command
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Option<string?> _files = new("--filename", "-f") { Description = "A manifest, or a folder of manifests. Without it, --inventory removes all that it set up." };
    private readonly Option<string?> _inventory = new("--inventory")
    {
        Description = "Mark the endpoints and rules as set up under this name, and remove those of the namespace that carry it and are not among the manifests.",
    };

    private readonly Option<int> _timeout = new("--timeout") { Description = "Seconds to wait for the definitions to be served, and for what is removed to be gone.", DefaultValueFactory = _ => 120 };
    private readonly ClusterOptions _cluster = new();
    private readonly TimeProvider _time;

    public ApplyCommand(TimeProvider time)
        : base("apply", "Apply endpoints and rules to a cluster.")
    {
        _time = time;
        Option[] all = [_files, _inventory, _timeout];
        Array.ForEach(all, Add);
        _cluster.AddTo(this);
        Validators.Add(result =>
        {
            if (result.GetValue(_files) is null && result.GetValue(_inventory) is null)
            {
                result.AddError("Name manifests with -f, or an inventory with --inventory.");
            }
        });
        _inventory.Validators.Add(result =>
        {
            if (!LabelValue().IsMatch(result.GetValue(_inventory) ?? ""))
            {
                result.AddError("--inventory is at most 63 letters, digits, '-', '_' and '.', and begins and ends with a letter or digit.");
            }
        });
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => ApplyAsync(result, token), cancellationToken));
    }

    private async Task<int> ApplyAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var inventory = result.GetValue(_inventory);
        var manifests = result.GetValue(_files) is not { } path ? [] : inventory is null ? ManifestFiles.Read(path) : ManifestReader.Read(path);
        var (client, ns) = _cluster.Connect(result, FieldValidation.Strict);
        using var owned = client;
        var mark = inventory is null ? null : new Inventory(client, inventory, ns, _time);
        var problems = mark?.Mark(manifests).ToList() ?? [];
        if (problems.Count == 0)
        {
            var deadline = _time.GetUtcNow() + TimeSpan.FromSeconds(result.GetValue(_timeout));
            await UntilServedAsync<Endpoint>(client, ns, deadline, cancellationToken);
            await UntilServedAsync<ReplicationRule>(client, ns, deadline, cancellationToken);
            problems = [.. await new ManifestLoader(client, ns, createsNamespaces: false).ApplyAsync(manifests, cancellationToken)];
            foreach (var manifest in problems.Count == 0 ? manifests : [])
            {
                Terminal.Output.WriteLine($"{manifest.Kind} {manifest.Name} is applied");
            }

            // What is refused may be meant to take the place of what would go.
            if (problems.Count == 0 && mark is not null)
            {
                await foreach (var removed in mark.PruneAsync(manifests, deadline, cancellationToken))
                {
                    Terminal.Output.WriteLine($"{removed} is removed");
                }
            }
        }

        foreach (var problem in problems)
        {
            Terminal.Error.MarkupLineInterpolated($"[red]error:[/] {problem}");
        }

        return problems.Count == 0 ? ExitCodes.Success : ExitCodes.BadInput;
    }

    /// <summary>Definitions that were installed a moment ago are served a little later.</summary>
    private async Task UntilServedAsync<TEntity>(KubernetesClient client, string ns, DateTimeOffset deadline, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        while (true)
        {
            try
            {
                await client.ListAsync<TEntity>(new ListQuery { Namespace = ns, Limit = 1 }, cancellationToken);
                return;
            }
            catch (KubernetesException e) when (e.IsNotFound && _time.GetUtcNow() < deadline)
            {
                await Task.Delay(Pause, _time, cancellationToken);
            }
            catch (KubernetesException e) when (e.IsNotFound)
            {
                throw new ReasonedException(
                    ConditionReasons.NotFound, $"The server does not serve {EntityDefinition.Of<TEntity>().Plural}.{TransshipApi.Group}: install the definitions, with kubectl apply -k config/crd or the chart.", e);
            }
        }
    }

    [GeneratedRegex("^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LabelValue();
}
