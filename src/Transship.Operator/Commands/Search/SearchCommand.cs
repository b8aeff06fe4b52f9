using System.Collections.Concurrent;
using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Client;
using Transship.Operator.Commands.Check;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Commands.Search;

/// <summary><c>transship search KEYWORD</c>: repositories and charts by name on all endpoints that the caller may read, with the secrets that he may read.</summary>
internal sealed class SearchCommand : Command
{
    private const int EndpointsAtOnce = 8;

    private readonly Argument<string> _keyword = new("KEYWORD") { Description = "A part of the name of repositories, in any case." };
    private readonly Option<string[]> _endpoints = new("--endpoint") { Description = "Search this endpoint only; may be repeated. Default: all." };
    private readonly Option<bool> _allNamespaces = new("--all-namespaces", "-A") { Description = "Search the endpoints of all namespaces." };
    private readonly Option<int> _limit = new("--limit") { Description = "The most repositories to show for each endpoint.", DefaultValueFactory = _ => 50 };
    private readonly Option<int> _timeout = new("--timeout") { Description = "Seconds that an endpoint may take.", DefaultValueFactory = _ => 60 };
    private readonly ClusterOptions _cluster = new();

    public SearchCommand()
        : base("search", "Search repositories and charts on the endpoints of a cluster.")
    {
        Add(_keyword);
        Option[] all = [_endpoints, _allNamespaces, _limit, _timeout];
        Array.ForEach(all, Add);
        _cluster.AddTo(this);
        _keyword.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(_keyword)))
            {
                result.AddError("The keyword is empty.");
            }
        });
        Option<int>[] counts = [_limit, _timeout];
        Array.ForEach(counts, option => option.Validators.Add(result =>
        {
            if (result.GetValue(option) < 1)
            {
                result.AddError($"{option.Name} is at least 1.");
            }
        }));
        SetAction((result, cancellationToken) => CommandAction.RunAsync(token => SearchAsync(result, token), cancellationToken));
    }

    private async Task<int> SearchAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (client, ns) = _cluster.Connect(result);
        using var owned = client;
        var keyword = result.GetRequiredValue(_keyword);
        var endpoints = await EndpointsAsync(client, result.GetValue(_allNamespaces) ? null : ns, result.GetValue(_endpoints) ?? [], cancellationToken);
        await using var services = CheckServices.Build(client, endpoints);
        var search = new EndpointSearch(services.GetRequiredService<EndpointConnections>(), keyword, result.GetValue(_limit), TimeSpan.FromSeconds(result.GetValue(_timeout)));
        var found = new ConcurrentBag<SearchResult>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = EndpointsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(endpoints, options, async (endpoint, token) => found.Add(await search.FindAsync(endpoint, token)));
        return Write(found, keyword, result.GetValue(_allNamespaces));
    }

    private static async Task<IReadOnlyList<Endpoint>> EndpointsAsync(KubernetesClient client, string? ns, string[] names, CancellationToken cancellationToken)
    {
        var all = (await client.ListAsync<Endpoint>(new ListQuery { Namespace = ns }, cancellationToken)).Items;
        if (names.FirstOrDefault(name => !all.Any(endpoint => endpoint.Metadata.Name == name)) is { } unknown)
        {
            throw new ReasonedException(ConditionReasons.EndpointNotFound, $"Endpoint '{unknown}' does not exist{(ns is null ? "" : $" in namespace '{ns}'")}. Correct the name, or name another namespace with -n.");
        }

        return [.. all.Where(endpoint => names.Length == 0 || names.Contains(endpoint.Metadata.Name))];
    }

    private static int Write(IReadOnlyCollection<SearchResult> results, string keyword, bool withNamespaces)
    {
        string Name(SearchResult result) => withNamespaces ? $"{result.Endpoint.Metadata.Namespace}/{result.Endpoint.Metadata.Name}" : result.Endpoint.Metadata.Name!;
        var sorted = results.OrderBy(Name, StringComparer.Ordinal).ToList();
        foreach (var line in SearchTable.Of(sorted.SelectMany(result => result.Hits.Select(hit => (Name(result), hit)))))
        {
            Terminal.Output.WriteLine(line);
        }

        foreach (var cut in sorted.Where(result => result.IsCut))
        {
            Terminal.Error.WriteLine($"{Name(cut)}: there are more; search for a longer keyword, or raise --limit.");
        }

        foreach (var result in sorted)
        {
            if (result.Failure is { } failure)
            {
                Terminal.Error.MarkupLineInterpolated($"[red]error:[/] {Name(result)}: {failure.Reason}. {failure.Message}");
            }
        }

        var searched = sorted.Count(result => result.Failure is null);
        if (sorted.TrueForAll(result => result.Hits.Count == 0))
        {
            Terminal.Error.WriteLine(sorted.Count == 0 ? "There are no endpoints to search." : $"Nothing is named like '{keyword}' on {searched} of {sorted.Count} endpoints.");
        }

        return searched == sorted.Count ? ExitCodes.Success : ExitCodes.Failure;
    }
}
