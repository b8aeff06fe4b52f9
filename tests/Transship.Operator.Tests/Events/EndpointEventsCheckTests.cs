using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Models;
using Transship.Operator.Events;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Tests.Events;

public sealed class EndpointEventsCheckTests : IAsyncDisposable
{
    private readonly Bench _bench = Bench.Create();
    private readonly EndpointEventsCheck _check;

    public EndpointEventsCheckTests() => _check = new EndpointEventsCheck(_bench.EventSecrets, _bench.Time);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(null, "Events in the format distribution are taken with the secret in the header Authorization.")]
    [InlineData("quay", "Events in the format quay are taken with the secret in the URL, as ?token=.")]
    [InlineData("ghcr", "Events in the format ghcr are taken with a signature in the header X-Hub-Signature-256.")]
    public async Task Check_SecretIsThere_TellsPathAndProof(string? format, string message)
    {
        _bench.Cluster.Add(Sample.Secret("events", ("token", "correct-horse-battery-staple")));

        var status = await CheckAsync(new EndpointEvents { SecretRef = Secret, Format = format });

        Assert.Equal("/events/default/source", status.EventsPath);
        AssertCondition(status, ConditionStatus.True, ConditionReasons.Succeeded, message);
    }

    [Fact]
    public async Task Check_NoSecret_SaysWhatToCreate() => AssertCondition(
        await CheckAsync(new EndpointEvents { SecretRef = Secret }), ConditionStatus.False, ConditionReasons.SecretNotFound, "Secret 'events', which spec.events.secretRef names");

    [Fact]
    public async Task Check_SecretIsShort_SaysHowToMakeOne()
    {
        _bench.Cluster.Add(Sample.Secret("events", ("token", "short")));

        AssertCondition(await CheckAsync(new EndpointEvents { SecretRef = Secret }), ConditionStatus.False, ConditionReasons.SecretInvalid, "openssl rand -hex 32");
    }

    [Fact]
    public async Task Check_ProofOfAnotherKind_SaysWhichFieldToSet()
    {
        var identity = new EventIdentity { Audience = "https://events.example.com", Email = "a@b.example.com" };

        AssertCondition(
            await CheckAsync(new EndpointEvents { SecretRef = Secret, Format = "artifact-registry" }), ConditionStatus.False, ConditionReasons.InvalidSpec, "set spec.events.identity");
        AssertCondition(await CheckAsync(new EndpointEvents { Identity = identity }), ConditionStatus.False, ConditionReasons.InvalidSpec, "spec.events.secretRef is missing");
        AssertCondition(
            await CheckAsync(new EndpointEvents { Identity = identity, Format = "artifact-registry" }), ConditionStatus.True, ConditionReasons.Succeeded, "an identity token of a@b.example.com");
    }

    [Fact]
    public async Task Check_TypeWithoutEvents_NamesTheFormats() => AssertCondition(
        await CheckAsync(new EndpointEvents { SecretRef = Secret }, "oci-layout"), ConditionStatus.False, ConditionReasons.InvalidSpec, "distribution, docker-hub, ecr");

    [Fact]
    public async Task Check_EventsAreOff_TakesPathAndConditionAway()
    {
        var before = new EndpointStatus
        {
            EventsPath = "/events/default/source",
            Conditions = [new V1Condition { Type = ConditionTypes.EventsReady, Status = ConditionStatus.True, Reason = "Succeeded", Message = "", LastTransitionTime = _bench.Time.GetUtcNow() }],
        };

        var status = await _check.CheckAsync(Sample.Endpoint("source", "https://registry.example.com"), before, CancellationToken.None);

        Assert.Null(status.EventsPath);
        Assert.Empty(status.Conditions!);
    }

    private static LocalReference Secret => new() { Name = "events" };

    private Task<EndpointStatus> CheckAsync(EndpointEvents events, string type = "docker-registry")
    {
        var endpoint = Sample.Endpoint("source", "https://registry.example.com");
        return _check.CheckAsync(endpoint with { Spec = endpoint.Spec with { Type = type, Events = events } }, new EndpointStatus(), CancellationToken.None);
    }

    private static void AssertCondition(EndpointStatus status, ConditionStatus expected, string reason, string message)
    {
        var condition = status.Conditions.Find(ConditionTypes.EventsReady)!;
        Assert.Equal((expected, reason), (condition.Status, condition.Reason));
        Assert.Contains(message, condition.Message, StringComparison.Ordinal);
    }
}
