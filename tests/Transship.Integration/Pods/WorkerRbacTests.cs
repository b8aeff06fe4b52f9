using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Transship.Integration.Replication;
using Transship.Kubernetes.Configuration;

namespace Transship.Integration.Pods;

/// <summary>What the token of a worker opens: its tasks, and nothing else of all that the server serves.</summary>
[Collection(PodCollection.Name)]
public sealed class WorkerRbacTests(PodCluster cluster) : IClassFixture<PodCluster>
{
    /// <summary>What is no resource: metrics of the server, its logs, its profiles.</summary>
    private static readonly string[] Paths = ["/metrics", "/logs/", "/debug/pprof/", "/configz", "/anything"];

    private static readonly (string Verb, HttpMethod Method, string Suffix)[] Requests =
    [
        ("get", HttpMethod.Get, "/any"), ("list", HttpMethod.Get, ""), ("watch", HttpMethod.Get, "?watch=1&timeoutSeconds=1"), ("create", HttpMethod.Post, ""),
        ("update", HttpMethod.Put, "/any"), ("patch", HttpMethod.Patch, "/any"), ("delete", HttpMethod.Delete, "/any"), ("deletecollection", HttpMethod.Delete, ""),
    ];

    [Fact]
    public async Task Token_OfAWorker_OpensItsTasksAndNothingElse()
    {
        var served = await ServedAsync();
        await using var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("large", "team/big", "1", 30);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: "limits: {bandwidth: 1Mi}");
        await scene.ApplyRuleAsync();
        await scene.UntilAsync("pods", list => list is [var first, ..] ? first : null, "there is a pod");
        var token = (await cluster.Kubectl.RunAsync(["create", "token", "transship-worker", "-n", scene.Namespace])).Trim();

        var opened = await OpenedAsync(served, scene.Namespace, token);

        Assert.Equal(
            ["get replicationtasks", "get replicationtasks/status", "patch replicationtasks", "patch replicationtasks/status"], opened.Order(StringComparer.Ordinal));
        Assert.Empty(await OpenedAsync(served, "default", token));
        Assert.Empty(await OpenedAsync(served, null, token));
    }

    /// <summary>Which of all requests of all resources are not forbidden.</summary>
    /// <param name="served">All that the server serves.</param>
    /// <param name="ns">Where; null for all namespaces at once, and for what is in none.</param>
    /// <param name="token">Who asks.</param>
    private async Task<IReadOnlyList<string>> OpenedAsync(IReadOnlyList<Served> served, string? ns, string token)
    {
#pragma warning disable MA0039 // The server is on loopback, and its authority lives as long as the test run.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
#pragma warning restore MA0039
        using var http = new HttpClient(handler) { BaseAddress = KubernetesClientConfig.Load(cluster.KubeconfigPath).Server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var opened = new List<string>();
        var asked = 0;
        foreach (var (group, resource, _) in served.Where(s => ns is null || s.IsNamespaced))
        {
            var path = ns is null ? group : $"{group}/namespaces/{ns}";
            foreach (var (verb, method, suffix) in Requests)
            {
                var isSubresource = resource.Contains('/', StringComparison.Ordinal);
                if (isSubresource && (verb is "list" or "watch" or "deletecollection"))
                {
                    continue;
                }

                var target = isSubresource ? $"{path}/{resource.Replace("/", "/any/", StringComparison.Ordinal)}" : $"{path}/{resource}{suffix}";
                using var request = new HttpRequestMessage(method, target);
                request.Content = method == HttpMethod.Get ? null : new StringContent("{}", Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                asked++;

                // Everybody may ask what they may do themselves.
                if (response.StatusCode != HttpStatusCode.Forbidden && !(verb == "create" && resource.StartsWith("selfsubject", StringComparison.Ordinal)))
                {
                    opened.Add($"{verb} {resource}");
                }
            }
        }

        foreach (var path in ns is null ? Paths : [])
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
            if (response.StatusCode != HttpStatusCode.Forbidden)
            {
                opened.Add($"get {path}");
            }
        }

        Assert.True(asked > 300, $"only {asked} requests were asked");
        return opened;
    }

    /// <summary>All that the server serves, in each version.</summary>
    private async Task<IReadOnlyList<Served>> ServedAsync()
    {
        var groups = JsonNode.Parse(await cluster.Kubectl.RunAsync(["get", "--raw", "/apis"]))!["groups"]!.AsArray()
            .SelectMany(g => g!["versions"]!.AsArray()).Select(v => $"/apis/{(string)v!["groupVersion"]!}");
        var served = new List<Served>();
        foreach (var path in groups.Prepend("/api/v1"))
        {
            var list = JsonNode.Parse(await cluster.Kubectl.RunAsync(["get", "--raw", path]))!["resources"]!.AsArray();
            served.AddRange(list.Select(r => new Served(path, (string)r!["name"]!, (bool)r["namespaced"]!)));
        }

        return served;
    }

    private sealed record Served(string Path, string Resource, bool IsNamespaced);
}
