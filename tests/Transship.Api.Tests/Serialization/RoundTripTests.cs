using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Serialization;

namespace Transship.Api.Tests.Serialization;

public sealed class RoundTripTests
{
    public static TheoryData<Type, string> Manifests => new()
    {
        {
            typeof(Endpoint),
            """
            {"apiVersion":"transship.io/v1alpha1","kind":"Endpoint","metadata":{"name":"hub","namespace":"default"},
             "spec":{"type":"docker-registry","url":"https://registry.example.com","description":"the hub","credentials":{"secretRef":{"name":"hub"}},
              "tls":{"verify":false,"caSecretRef":{"name":"ca"},"clientCertSecretRef":{"name":"me"}},"proxy":"http://proxy:3128",
              "limits":{"maxConcurrentRequests":8,"requestsPerSecond":50,"bandwidth":"10Mi"},"healthCheck":{"interval":"5m","timeout":"10s"}},
             "status":{"observedGeneration":3,"conditions":[{"type":"Ready","status":"False","reason":"AuthenticationFailed","message":"401","lastTransitionTime":"2026-11-20T12:00:00Z","observedGeneration":3}],
              "server":{"product":"distribution","version":"2.8.2","capabilities":["catalog","delete"]},"lastCheckTime":"2026-11-20T12:00:00Z","latency":"12ms"}}
            """
        },
        {
            typeof(ReplicationRule),
            """
            {"apiVersion":"transship.io/v1alpha1","kind":"ReplicationRule","metadata":{"name":"nightly","namespace":"default","annotations":{"transship.io/run-now":"1"}},
             "spec":{"enabled":false,"description":"d","source":{"endpointRef":{"name":"hub"}},
              "destinations":[{"endpointRef":{"name":"edge"},"namespace":"mirror","flatten":2},{"endpointRef":{"name":"backup"},"flatten":"All"}],
              "filters":[{"type":"name","value":"library/**","decoration":"matches"},{"type":"tag","value":"*-rc*","decoration":"excludes"},
               {"type":"tag","regex":"^v","decoration":"matches"},{"type":"tag","semver":">=1.2","decoration":"matches"},{"type":"tag","latest":{"count":3,"by":"Name"},"decoration":"matches"}],
              "trigger":{"schedule":{"cron":"0 3 * * *","timeZone":"Europe/Berlin","startingDeadlineSeconds":60},"events":{"debounce":"2s"}},
              "replicateDeletions":true,"prune":{"enabled":true,"maxDeletePercent":5},"artifacts":{"referrers":false,"signatures":true,"foreignLayers":true},"speedLimit":"10Mi",
              "override":false,"concurrencyPolicy":"Replace","retry":{"limit":5,"backoff":"30s"},"execution":{"parallelism":4,"mode":"Pod"},"historyLimits":{"successful":1,"failed":2},"activeDeadlineSeconds":3600},
             "status":{"observedGeneration":1,"active":["nightly-1"],"initialRunStarted":true,"lastRunNow":"1","lastExecution":{"name":"nightly-1","phase":"InProgress"}}}
            """
        },
        {
            typeof(ReplicationExecution),
            """
            {"apiVersion":"transship.io/v1alpha1","kind":"ReplicationExecution","metadata":{"name":"nightly-1","namespace":"default","labels":{"transship.io/rule":"nightly"}},
             "spec":{"ruleRef":{"name":"nightly"},"trigger":"Initial","dryRun":false,"stop":true},
             "status":{"phase":"Stopped","plan":{"complete":true,"attempts":1,"nextRetryTime":"2026-11-20T12:00:30Z","tasks":1,"upToDate":1,"refused":2,"failed":1,"failures":[{"artifact":"library/b","reason":"Timeout","message":"late"}]},"counts":{"total":3,"pending":0,"inProgress":0,"succeeded":1,"failed":1,"stopped":1,"upToDate":0,"refused":0},
              "bytes":{"transferred":1024,"skipped":1,"mounted":2},"progress":"1/3","transferred":"1.0 KiB","duration":"3s","startTime":"2026-11-20T12:00:00Z","completionTime":"2026-11-20T12:00:03Z",
              "attempts":2,"nextRetryTime":"2026-11-20T12:01:00Z","failures":[{"artifact":"library/app:1","destination":"edge","reason":"Timeout","message":"late"}]}}
            """
        },
        {
            typeof(ReplicationTask),
            """
            {"apiVersion":"transship.io/v1alpha1","kind":"ReplicationTask","metadata":{"name":"nightly-1-0","namespace":"default"},
             "spec":{"executionRef":{"name":"nightly-1"},"source":{"endpointRef":{"name":"hub"},"repository":"library/app"},"destination":{"endpointRef":{"name":"edge"},"repository":"mirror/app"},
              "operation":"Delete","artifacts":[{"tag":"1","digest":"sha256:00"},{"digest":"sha256:01"}],"platforms":["linux/arm64"],"referrers":false,"signatures":false,"foreignLayers":true,
              "speedLimit":"1Mi","chunk":1,"companions":2,"override":false,"retryLimit":1,"retryBackoff":"5s","stop":false},
             "status":{"phase":"Failed","progress":"1/2","attempts":3,"reason":"Timeout","message":"late","worker":"transship-0"}}
            """
        },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Json_EveryField_ComesBackAsItWas(Type type, string json)
    {
        var read = JsonSerializer.Deserialize(json, type, KubernetesJson.Options);
        var written = JsonSerializer.SerializeToNode(read, type, KubernetesJson.Options);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), written), written?.ToJsonString());
    }

    [Theory]
    [InlineData(typeof(Endpoint))]
    [InlineData(typeof(ReplicationRule))]
    [InlineData(typeof(ReplicationExecution))]
    [InlineData(typeof(ReplicationTask))]
    public void Json_EmptyObject_IsReadWithNothingMissingThatCodeReliesOn(Type type)
    {
        var read = JsonSerializer.Deserialize("{}", type, KubernetesJson.Options);

        var text = JsonSerializer.Serialize(read, type, KubernetesJson.Options);
        Assert.Contains($"\"kind\":\"{type.Name}\"", text, StringComparison.Ordinal);
        Assert.Contains("\"spec\":{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"status\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"spec":{"filters":[{"type":"colour","value":"red"}]}}""")]
    [InlineData("""{"spec":{"filters":[{"value":"red"}]}}""")]
    [InlineData("""{"spec":{"enabled":"yes"}}""")]
    [InlineData("""{"spec":{"source":{"endpointRef":{}}}}""")]
    public void Json_WrongType_IsRefusedWithItsPath(string json)
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ReplicationRule>(json, KubernetesJson.Options));

        Assert.Contains("spec", error.Path ?? error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_UnknownFields_AreIgnoredAsNewerVersionsAddThem() =>
        Assert.Equal("https://x", JsonSerializer.Deserialize<Endpoint>("""{"spec":{"url":"https://x","shiny":1}}""", KubernetesJson.Options)!.Spec.Url);
}
