using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Models;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;
using Transship.Runtime.Controllers;
using Transship.Testing.Certificates;
using Transship.Testing.Registry;
using Transship.Testing.Servers;

namespace Transship.Operator.Tests.Endpoints;

/// <summary>The connection test, and when it is repeated.</summary>
public sealed class EndpointControllerTests : IAsyncLifetime
{
    private readonly Bench _bench = Bench.Create();
    private FakeRegistry _registry = null!;

    public async Task InitializeAsync() => _registry = await FakeRegistry.StartAsync(new FakeRegistryOptions { Username = "robot", Password = "secret" });

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Check_RegistryAnswers_IsReadyAndTellsWhatItCan()
    {
        AddWithLogin();
        var result = await ReconcileAsync();

        Assert.Equal(ConditionStatus.True, Ready.Status);
        Assert.Equal($"{_registry.Host} answers.", Ready.Message);
        Assert.Contains("catalog", Status.Server!.Capabilities!);
        Assert.Equal((_bench.Time.GetUtcNow(), 1L), (Status.LastCheckTime, Status.ObservedGeneration));
        Assert.Equal(TimeSpan.FromMinutes(5), result.RequeueAfter);
    }

    [Fact]
    public async Task Check_WrongPassword_SaysSoAndComesBackSoon()
    {
        AddWithLogin("wrong");
        var result = await ReconcileAsync();

        Assert.Equal(ConditionReasons.AuthenticationFailed, Ready.Reason);
        Assert.Contains("check the username and password", Ready.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", Ready.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), result.RequeueAfter);
        Assert.True(Status.Conditions.IsTrue(ConditionTypes.Reconciling));
    }

    [Fact]
    public async Task Check_NobodyListens_SaysConnectionRefused()
    {
        Add($"http://127.0.0.1:{FreePorts.Take(1)[0]}");
        await ReconcileAsync();
        Assert.Equal(ConditionReasons.ConnectionRefused, Ready.Reason);
    }

    [Fact]
    public async Task Check_NoSuchHost_SaysNameResolutionFailed()
    {
        Add("http://no-such-host.invalid");
        await ReconcileAsync();
        Assert.Equal(ConditionReasons.NameResolutionFailed, Ready.Reason);
    }

    [Fact]
    public async Task Check_UnknownAuthority_SaysCertificateNotTrusted()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Server("localhost");
        await using var secure = await FakeRegistry.StartAsync(new FakeRegistryOptions { Certificate = certificate });
        Add(secure.Url.ToString());
        await ReconcileAsync();
        Assert.Equal(ConditionReasons.CertificateNotTrusted, Ready.Reason);

        _bench.Cluster.Add(Sample.Secret("ca", ("ca.crt", authority.Pem)));
        _bench.Cluster.Change<Endpoint>("e", e => e with { Spec = e.Spec with { Tls = new EndpointTls { CaSecretRef = new LocalReference { Name = "ca" } } } });
        await ReconcileAsync();
        Assert.Equal(ConditionStatus.True, Ready.Status);
    }

    [Fact]
    public async Task Check_AWebSite_SaysNotARegistry()
    {
        _registry.Intercept = context =>
        {
            context.Response.StatusCode = 404;
            context.Response.ContentType = "text/html";
            return Task.FromResult(true);
        };
        Add(_registry.Url.ToString());
        await ReconcileAsync();
        Assert.Equal(ConditionReasons.NotARegistry, Ready.Reason);
    }

    [Fact]
    public async Task Check_NoAnswerInTime_SaysTimeout()
    {
        _registry.Intercept = async context =>
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            return true;
        };
        Add(_registry.Url.ToString());
        await ReconcileAsync();
        Assert.Equal(
            (ConditionReasons.Timeout, "No answer within 10s. Check the address and the network, or raise spec.healthCheck.timeout.", "10s"),
            (Ready.Reason, Ready.Message, Status.Latency));
    }

    [Fact]
    public async Task Check_SecretIsMissing_SaysWhich()
    {
        _bench.Cluster.Add(Sample.Endpoint("e", _registry.Url.ToString(), "typo"));
        await ReconcileAsync();
        Assert.Equal(ConditionReasons.SecretNotFound, Ready.Reason);
        Assert.Contains("'typo'", Ready.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_UnparsableUrl_IsStalled()
    {
        Add("https://user:hunter2@host");
        await ReconcileAsync();
        Assert.Equal(ConditionReasons.InvalidSpec, Ready.Reason);
        Assert.True(Status.Conditions.IsTrue(ConditionTypes.Stalled));
        Assert.DoesNotContain("hunter2", Ready.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_TimesBeyondAllReason_AreNoError()
    {
        AddWithLogin();
        _bench.Cluster.Change<Endpoint>("e", e => e with { Spec = e.Spec with { HealthCheck = new EndpointHealthCheck { Interval = "0s", Timeout = "200000h" } } });
        Assert.Equal(TimeSpan.FromSeconds(5), (await ReconcileAsync()).RequeueAfter);
        Assert.Equal(ConditionStatus.True, Ready.Status);
    }

    [Fact]
    public async Task Reconcile_TestedRecently_WaitsUnlessItWasChanged()
    {
        AddWithLogin();
        await ReconcileAsync();
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        var requests = _registry.Requests.All.Count;
        Assert.Equal(TimeSpan.FromMinutes(3), (await ReconcileAsync()).RequeueAfter);
        Assert.Equal(requests, _registry.Requests.All.Count);

        _bench.Cluster.Change<Endpoint>("e", e => e with { Spec = e.Spec with { Description = "changed" } });
        await ReconcileAsync();
        Assert.True(_registry.Requests.All.Count > requests);
        Assert.Equal(2, Status.ObservedGeneration);
    }

    [Fact]
    public async Task Reconcile_StateFlips_TellsEachTimeOnce()
    {
        AddWithLogin("wrong");
        await ReconcileAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(30));
        await ReconcileAsync();
        _bench.Cluster.Change<V1Secret>("login", _ => Sample.Secret("login", ("username", "robot"), ("password", "secret")));
        _bench.Time.Advance(TimeSpan.FromSeconds(30));
        await ReconcileAsync();

        Assert.Collection(
            _bench.Events.All,
            text => Assert.StartsWith("Warning AuthenticationFailed", text, StringComparison.Ordinal),
            text => Assert.StartsWith("Normal Succeeded", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deleted_Endpoint_IsForgotten()
    {
        AddWithLogin();
        await ReconcileAsync();
        using var connection = await _bench.Connections.OpenAsync(_bench.Stored<Endpoint>("e"), CancellationToken.None);
        var client = connection.Client;
        await _bench.EndpointController.DeletedAsync(_bench.Stored<Endpoint>("e"), CancellationToken.None);
        using var next = await _bench.Connections.OpenAsync(_bench.Stored<Endpoint>("e"), CancellationToken.None);
        Assert.NotSame(client, next.Client);
        Assert.Equal(0, _bench.EndpointStatuses.Remembered);
    }

    private EndpointStatus Status => _bench.Stored<Endpoint>("e").Status!;

    private V1Condition Ready => Status.Conditions.Find(ConditionTypes.Ready)!;

    private void Add(string url) => _bench.Cluster.Add(Sample.Endpoint("e", url));

    private void AddWithLogin(string password = "secret")
    {
        _bench.Cluster.Add(Sample.Endpoint("e", _registry.Url.ToString(), "login"));
        _bench.Cluster.Add(Sample.Secret("login", ("username", "robot"), ("password", password)));
    }

    private Task<ReconciliationResult<Endpoint>> ReconcileAsync() =>
        _bench.EndpointController.ReconcileAsync(_bench.Stored<Endpoint>("e"), CancellationToken.None);
}
