using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Operator.Events;
using Transship.Operator.Tests.Harness;
using Transship.Providers.GoogleGcr;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Events;

public sealed class EventRequestHandlerTests : IAsyncDisposable
{
    private const string Token = "correct-horse-battery-staple";

    private const string Push = """
        {"events": [{"id": "e-1", "action": "push", "target": {"mediaType": "application/vnd.oci.image.manifest.v1+json", "repository": "team/app", "tag": "v1"}}]}
        """;

    private readonly Bench _bench = Bench.Create();
    private readonly EventMetrics _metrics = new();
    private readonly EventRuns _runs;
    private readonly EventRequestHandler _handler;

    public EventRequestHandlerTests()
    {
        _runs = new EventRuns(_bench.EventExecutions, TimeProvider.System);
        _handler = new EventRequestHandler(
            new EventReceiverOptions(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)),
            _bench.Endpoints,
            _bench.Rules,
            _bench.Executions,
            new EventAuthenticator(_bench.EventSecrets, new GoogleIdentityVerifier(), NullLogger<EventAuthenticator>.Instance),
            new EventRouter(_bench.Rules),
            _runs,
            _metrics,
            _bench.Time,
            NullLogger<EventRequestHandler>.Instance);
        _bench.Cluster.Add(Sample.Secret("events", ("token", Token)));
        AddEndpoint("source");
    }

    public async ValueTask DisposeAsync()
    {
        _handler.Dispose();
        _runs.Dispose();
        _metrics.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Handle_PushThatARuleMatches_IsStoredBeforeItIsAcknowledged()
    {
        AddRule("nightly");

        Assert.Equal(204, (await DeliverAsync()).StatusCode);

        var resource = Assert.Single(Assert.Single(Executions()).Spec.Resources!);
        Assert.Equal(("team/app", "v1", "e-1", false), (resource.Repository, resource.Tag, resource.Event, resource.Deleted));
    }

    [Fact]
    public async Task Handle_RulesThatCannotMatch_GetNoExecution()
    {
        AddRule("other-tags", filters: [new RuleFilter { Type = FilterType.Tag, Value = "release-*" }]);
        AddRule("disabled", spec => spec with { Enabled = false });
        AddRule("on-schedule", spec => spec with { Trigger = null });
        AddRule("from-elsewhere", spec => spec with { Source = new RuleSource { EndpointRef = new LocalReference { Name = "elsewhere" } } });
        AddRule("to-there", spec => spec with
        {
            Source = new RuleSource { EndpointRef = new LocalReference { Name = "elsewhere" } },
            Destinations = [new RuleDestination { EndpointRef = new LocalReference { Name = "source" } }],
        });
        AddRule("broken", filters: [new RuleFilter { Type = FilterType.Tag, Value = "[" }]);

        Assert.Equal(204, (await DeliverAsync()).StatusCode);

        Assert.Empty(Executions());
    }

    [Fact]
    public async Task Handle_Deletion_ConcernsRulesThatReplicateDeletionsOnly()
    {
        AddRule("keeps");
        AddRule("follows", spec => spec with { ReplicateDeletions = true });

        Assert.Equal(204, (await DeliverAsync(body: """{"events": [{"id": "d-1", "action": "delete", "target": {"repository": "team/app", "tag": "v1"}}]}""")).StatusCode);

        var execution = Assert.Single(Executions());
        Assert.Equal(("follows", true), (execution.Spec.RuleRef.Name, Assert.Single(execution.Spec.Resources!).Deleted));
    }

    // Harbor's loop over policies ends at the first one that cannot start.
    [Fact]
    public async Task Handle_OneRuleCannotBeStored_TheOthersAreAndTheSenderComesAgain()
    {
        AddRule("first");
        AddRule("second");
        AddRule("third");
        _bench.Cluster.Before = (request, _) => request.Verb == "create" && request.Name!.StartsWith("second", StringComparison.Ordinal)
            ? Task.FromException(Failures.Unreachable())
            : Task.CompletedTask;

        var answer = await DeliverAsync();

        Assert.Equal((503, "1"), (answer.StatusCode, answer.Headers.RetryAfter.ToString()));
        Assert.Equal(["first", "third"], Executions().Select(execution => execution.Spec.RuleRef.Name).Order());

        _bench.Cluster.Before = null;
        Assert.Equal(204, (await DeliverAsync()).StatusCode);
        Assert.Equal(["first", "second", "third"], Executions().Select(execution => execution.Spec.RuleRef.Name).Order());
        Assert.All(Executions(), execution => Assert.Single(execution.Spec.Resources!));
    }

    [Theory]
    [InlineData(Token)]
    [InlineData($"Bearer {Token}")]
    [InlineData($"bearer {Token}")]
    [InlineData("Basic dHJhbnNzaGlwOmNvcnJlY3QtaG9yc2UtYmF0dGVyeS1zdGFwbGU=")]
    public async Task Handle_SecretInTheHeader_IsTaken(string authorization) => Assert.Equal(204, (await DeliverAsync(authorization: authorization)).StatusCode);

    /// <summary>Whoever may not deliver learns nothing: neither from the answer nor from its time.</summary>
    [Theory]
    [InlineData("source", "Bearer wrong", "")]
    [InlineData("source", null, "")]
    [InlineData("source", "Basic !", "")]
    [InlineData("source", null, "?token=" + Token)]
    [InlineData("silent", "Bearer " + Token, "")]
    [InlineData("without-secret", "Bearer " + Token, "")]
    [InlineData("short-secret", "Bearer short", "")]
    [InlineData("going", "Bearer " + Token, "")]
    [InlineData("no-such", "Bearer " + Token, "")]
    public async Task Handle_NotProven_IsRefusedAlike(string endpoint, string? authorization, string query)
    {
        _bench.Cluster.Add(Sample.Endpoint("silent", "https://registry.example.com"));
        _bench.Cluster.Add(Sample.Secret("short", ("token", "short")));
        AddEndpoint("without-secret", secret: "nowhere");
        AddEndpoint("short-secret", secret: "short");
        AddEndpoint("going");
        _bench.Cluster.Change<Api.Endpoints.Endpoint>("going", e => e with { Metadata = e.Metadata with { Finalizers = ["example.com/hold"] } });
        await _bench.Cluster.DeleteAsync<Api.Endpoints.Endpoint>("going", "default", null, CancellationToken.None);
        Assert.NotNull(_bench.Stored<Api.Endpoints.Endpoint>("going").Metadata.DeletionTimestamp);
        AddRule("nightly");

        var answering = DeliverAsync($"/events/default/{endpoint}", authorization, query: query);
        await _bench.Time.WhenWaitingAsync(TimeSpan.FromMilliseconds(250));
        Assert.False(answering.IsCompleted);
        _bench.Time.Advance(TimeSpan.FromMilliseconds(250));
        var answer = await answering;

        Assert.Equal((401, "Bearer", 0L), (answer.StatusCode, answer.Headers.WWWAuthenticate.ToString(), answer.Body.Length));
        Assert.Equal(["WWW-Authenticate"], answer.Headers.Keys);
        Assert.Empty(Executions());
    }

    [Fact]
    public async Task Handle_SecretWasReplaced_TheNewOneIsTakenWithinTenSeconds()
    {
        Assert.Equal(204, (await DeliverAsync()).StatusCode);
        _bench.Cluster.Remove<Kubernetes.Models.V1Secret>("events");
        _bench.Cluster.Add(Sample.Secret("events", ("token", "another-horse-another-staple")));
        _bench.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(204, (await DeliverAsync(authorization: "Bearer another-horse-another-staple")).StatusCode);
    }

    [Fact]
    public async Task Handle_ManyDeliveries_ReadTheSecretOnce()
    {
        _bench.Endpoints.Freeze();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => DeliverAsync()));

        Assert.Single(_bench.Cluster.Requests, request => request.Verb == "get");
    }

    [Theory]
    [InlineData("ghcr", "X-Hub-Signature-256", "sha256=", """{"action": "published", "package": {}}""")]
    [InlineData("jfrog", "X-JFrog-Event-Auth", "", """{"domain": "docker", "event_type": "pushed", "data": {}}""")]
    public async Task Handle_Signature_IsThatOfTheBody(string format, string header, string prefix, string body)
    {
        AddEndpoint("signed", format);
        var signature = prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(body)));

        Assert.Equal(204, (await DeliverAsync("/events/default/signed", null, body, (header, signature), ("X-GitHub-Event", "package"))).StatusCode);
        foreach (var forged in new[] { signature[..^1] + (signature[^1] == '0' ? '1' : '0'), signature[..^2], "", prefix, $"Bearer {Token}", prefix + new string('z', 64) })
        {
            Assert.Equal(401, await RefusedAsync(DeliverAsync("/events/default/signed", null, body, (header, forged), ("X-GitHub-Event", "package"))));
        }

        Assert.Equal(401, await RefusedAsync(DeliverAsync("/events/default/signed", null, body + " ", (header, signature), ("X-GitHub-Event", "package"))));
    }

    [Theory]
    [InlineData("docker-hub", """{"push_data": {}, "repository": {"repo_name": "team/app"}}""")]
    [InlineData("quay", """{"repository": "team/app"}""")]
    public async Task Handle_ProductThatCanSetNoHeader_ShowsTheSecretInTheUrl(string format, string body)
    {
        AddEndpoint("hub", format);

        Assert.Equal(204, (await DeliverAsync("/events/default/hub", null, body, query: $"?token={Token}")).StatusCode);
        Assert.Equal(401, await RefusedAsync(DeliverAsync("/events/default/hub", null, body, query: "?token=wrong")));
    }

    [Fact]
    public async Task Handle_ProvenButUnreadable_SaysWhy()
    {
        var answer = await DeliverAsync(body: "push!");

        Assert.Equal(400, answer.StatusCode);
        answer.Body.Position = 0;
        Assert.Contains("application/json", await new StreamReader(answer.Body).ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", 404)]
    [InlineData("/events", 404)]
    [InlineData("/events/default", 404)]
    [InlineData("/events/default/source/more", 404)]
    [InlineData("/events//source", 404)]
    public async Task Handle_OtherPaths_AreNotThere(string path, int status) => Assert.Equal(status, (await DeliverAsync(path)).StatusCode);

    [Theory]
    [InlineData("source")]
    [InlineData("no-such")]
    public async Task Handle_OtherMethods_AreNotAllowed(string endpoint)
    {
        var context = Request($"/events/default/{endpoint}", $"Bearer {Token}", Push);
        context.Request.Method = "GET";
        await _handler.HandleAsync(context);

        Assert.Equal((405, "POST"), (context.Response.StatusCode, context.Response.Headers.Allow.ToString()));
    }

    [Fact]
    public async Task Handle_SenderStalls_IsLetGo()
    {
        var context = Request("/events/default/source", $"Bearer {Token}", "");
        context.Request.Body = new StalledBody();

        var answering = _handler.HandleAsync(context);
        await _bench.Time.WhenWaitingAsync(TimeSpan.FromSeconds(10));
        _bench.Time.Advance(TimeSpan.FromSeconds(10));
        await answering;

        Assert.Equal(408, context.Response.StatusCode);
    }

    [Fact]
    public async Task Handle_NamesThatNoRegistryHas_AreIgnored()
    {
        AddRule("nightly");
        var body = Push.Replace("team/app", "Team App!", StringComparison.Ordinal);

        Assert.Equal(204, (await DeliverAsync(body: body)).StatusCode);
        Assert.Empty(Executions());
    }

    private IReadOnlyList<ReplicationExecution> Executions() => _bench.Cluster.PeekAll<ReplicationExecution>();

    private void AddEndpoint(string name, string? format = null, string secret = "events")
    {
        var endpoint = Sample.Endpoint(name, "https://registry.example.com");
        _bench.Cluster.Add(endpoint with
        {
            Spec = endpoint.Spec with { Events = new EndpointEvents { SecretRef = new LocalReference { Name = secret }, Format = format } },
        });
    }

    private void AddRule(string name, Func<ReplicationRuleSpec, ReplicationRuleSpec>? change = null, RuleFilter[]? filters = null)
    {
        var rule = Sample.Rule(name);
        var spec = rule.Spec with { Trigger = new RuleTrigger { Events = new RuleEvents() }, Filters = filters };
        _bench.Cluster.Add(rule with { Spec = change?.Invoke(spec) ?? spec });
    }

    private async Task<int> RefusedAsync(Task<HttpResponse> answering)
    {
        await _bench.Time.WhenWaitingAsync(TimeSpan.FromMilliseconds(250));
        _bench.Time.Advance(TimeSpan.FromMilliseconds(250));
        return (await answering).StatusCode;
    }

    private async Task<HttpResponse> DeliverAsync(
        string path = "/events/default/source", string? authorization = $"Bearer {Token}", string? body = null, (string Name, string Value)? header = null,
        (string Name, string Value)? another = null, string query = "")
    {
        var context = Request(path, authorization, body ?? Push);
        context.Request.QueryString = new QueryString(query);
        foreach (var (name, value) in new[] { header, another }.OfType<(string, string)>())
        {
            context.Request.Headers[name] = value;
        }

        await _handler.HandleAsync(context);
        return context.Response;
    }

    private static DefaultHttpContext Request(string path, string? authorization, string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Path = path;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = new MemoryStream();
        if (authorization is not null)
        {
            context.Request.Headers.Authorization = authorization;
        }

        return context;
    }

    private sealed class StalledBody : MemoryStream
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }
}
