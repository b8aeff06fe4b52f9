using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Pacing;
using Transship.Registry.Tests.Copying;
using Transship.Testing.Registry;
using Transship.Testing.Time;

namespace Transship.Registry.Tests.Telemetry;

public sealed class RegistryMetricsTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Labels)> _measured = new();

    public RegistryMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Transship.Registry")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task PingAsync_AnsweredOrNot_IsCountedByHostMethodAndCode()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new RegistryClient(new RegistryEndpoint(registry.Url), RegistryPair.Quick);

        using var nobody = new RegistryClient(new RegistryEndpoint(new Uri("http://127.0.0.1:1/")), RegistryPair.Quick);

        await client.PingAsync(CancellationToken.None);
        await Assert.ThrowsAsync<RegistryException>(() => nobody.PingAsync(CancellationToken.None));

        Assert.Contains(("transship_registry_requests_total", 1, $"host={registry.Url.Authority},method=GET,code=200"), _measured);
        Assert.Contains(("transship_registry_requests_total", 1, "host=127.0.0.1:1,method=GET,code=none"), _measured);
    }

    [Fact]
    public void Learn_PullsLeft_AreTold()
    {
        var limits = new RateLimitMemory("hub", "hub.example:443", new FakeTimeProvider(), TimeSpan.FromMinutes(1));
        using var response = new HttpResponseMessage(HttpStatusCode.OK);
        response.Headers.TryAddWithoutValidation("ratelimit-remaining", "76;w=21600");

        limits.Learn(RequestBudget.Pull, response);

        Assert.Contains(("transship_registry_ratelimit_remaining", 76, "host=hub.example:443"), _measured);
    }

    [Fact]
    public async Task TakeAsync_MoreThanTheRate_TellsHowLongWasWaited()
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(10, time, burst: 1) { Host = "slow.example:443" };

        var waiting = bucket.TakeAsync(21, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(2));
        await waiting;

        Assert.Contains(("transship_registry_throttled_seconds_total", 2, "host=slow.example:443"), _measured);
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, value, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
