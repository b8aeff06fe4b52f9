using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Operator.Events;
using Transship.Operator.Tests.Harness;
using Transship.Providers.GoogleGcr;

namespace Transship.Operator.Tests.Events;

/// <summary>The receiver over real HTTP: what its server itself refuses.</summary>
public sealed class EventReceiverTests : IAsyncDisposable
{
    private const string Token = "correct-horse-battery-staple";

    private readonly Bench _bench = Bench.Create();
    private readonly EventMetrics _metrics = new();
    private readonly EventRuns _runs;
    private readonly EventRequestHandler _handler;
    private readonly EventReceiver _receiver;

    public EventReceiverTests()
    {
        var options = new EventReceiverOptions(new IPEndPoint(IPAddress.Loopback, 0)) { MaxBodyBytes = 1000 };
        _runs = new EventRuns(_bench.EventExecutions, TimeProvider.System);
        _handler = new EventRequestHandler(
            options,
            _bench.Endpoints,
            _bench.Rules,
            _bench.Executions,
            new EventAuthenticator(_bench.EventSecrets, new GoogleIdentityVerifier(), NullLogger<EventAuthenticator>.Instance),
            new EventRouter(_bench.Rules),
            _runs,
            _metrics,
            TimeProvider.System,
            NullLogger<EventRequestHandler>.Instance);
        _receiver = new EventReceiver(options, _handler, NullLogger<EventReceiver>.Instance);
        _bench.Cluster.Add(Sample.Secret("events", ("token", Token)));
        var endpoint = Sample.Endpoint("source", "https://source");
        _bench.Cluster.Add(endpoint with { Spec = endpoint.Spec with { Events = new EndpointEvents { SecretRef = new LocalReference { Name = "events" } } } });
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _handler.Dispose();
        _runs.Dispose();
        _metrics.Dispose();
        await _bench.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deliver_MoreThanTheBodyLimit_IsTooLargeAndStoresNothing(bool isChunked)
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await DeliverAsync(new string(' ', 1001), isChunked));
        Assert.Empty(_bench.Cluster.PeekAll<ReplicationExecution>());
    }

    [Fact]
    public async Task Deliver_AsMuchAsTheBodyLimit_IsTaken() =>
        Assert.Equal(HttpStatusCode.NoContent, await DeliverAsync("""{"events": []}""".PadRight(1000), isChunked: false));

    private async Task<HttpStatusCode> DeliverAsync(string body, bool isChunked)
    {
        await _receiver.StartAsync(CancellationToken.None);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_receiver.Address!, "/events/default/source"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
