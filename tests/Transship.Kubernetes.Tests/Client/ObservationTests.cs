using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Moq;
using Transship.Kubernetes.Client;
using Transship.Testing.Http;

namespace Transship.Kubernetes.Tests.Client;

public sealed class ObservationTests : ClientFixture
{
    [Fact]
    public async Task AnyRequest_Metric_CountsCodeMethodAndHost()
    {
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "Transship.Kubernetes", Name: "rest_client_requests_total" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString(), StringComparer.Ordinal);
            if (labels["host"] == Server.Address.Authority)
            {
                counted.Add($"{value} {labels["code"]} {labels["method"]}");
            }
        });
        listener.Start();
        Server.On($"GET {Path}/a", Answer.Json(Json("a"))).On($"POST {Path}", Answer.Refuse(409, "AlreadyExists", "no")).On($"GET {Path}/a", Answer.Abort());

        await Client.GetAsync<Gadget>("a", null, None);
        await Assert.ThrowsAsync<KubernetesException>(() => Client.CreateAsync(Named("a"), None));
        await Assert.ThrowsAsync<KubernetesException>(() => Client.GetAsync<Gadget>("a", null, None));

        Assert.Equal(["1 200 GET", "1 409 POST", "1 <error> GET"], counted);
    }

    [Fact]
    public async Task AnyRequest_ServerWarns_IsLoggedOnce()
    {
        var logger = new Mock<ILogger<KubernetesClient>>();
        logger.Setup(log => log.IsEnabled(LogLevel.Warning)).Returns(true);
        using var client = new KubernetesClient(Config, Clock, logger.Object);
        var answer = Answer.Json(Json("a"), 201).With("Warning", "299 - \"unknown field \\\"spec.x\\\"\", 299 - \"v1 is deprecated\"");
        Server.On($"POST {Path}", answer, times: 2);

        await client.CreateAsync(Named("a"), None);
        await client.CreateAsync(Named("a"), None);

        var logged = logger.Invocations.Where(call => call.Method.Name == nameof(ILogger.Log)).Select(call => $"{call.Arguments[2]}");
        Assert.Equal(["The API server warns: unknown field \"spec.x\"", "The API server warns: v1 is deprecated"], logged);
    }

    [Fact]
    public async Task WatchAsync_TwoThousandReconnects_KeepOneConnection()
    {
        const int Times = 2000;
        using var client = new KubernetesClient(Config with { QueriesPerSecond = 0 }, Clock);
        Server.On($"GET {Everywhere}", Answer.Frames(Frame("ADDED", Json("a"))), Times);

        for (var i = 0; i < Times; i++)
        {
            await foreach (var e in client.WatchAsync<Gadget>(new WatchQuery(), None))
            {
                Assert.Equal(WatchEventType.Added, e.Type);
            }
        }

        Assert.Single(Server.Requests.Select(request => request.Connection).Distinct(StringComparer.Ordinal));
        Assert.Empty(Clock.Pending);
    }
}
