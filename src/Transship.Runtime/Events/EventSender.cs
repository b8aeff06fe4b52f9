using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;
using Transship.Runtime.Queue;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Events;

/// <summary>Writes events and series to the API server, again and again while it is only in trouble (E4), and no more a second than leave room for what matters.</summary>
internal sealed partial class EventSender(IKubernetesClient client, TimeProvider time, ILogger logger, RuntimeMetrics metrics)
{
    internal const int Attempts = 12;
    internal const int PerSecond = 50;
    internal const int Burst = 100;
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly TokenBucket _pace = new(PerSecond, Burst, time);

    /// <summary>True when the server took it.</summary>
    internal async Task<bool> SendAsync(EventSeries series, CancellationToken cancellationToken)
    {
        if (_pace.Reserve() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        var attempts = 0;
        while (true)
        {
            attempts++;
            try
            {
                await (series.Count == 1 ? CreateAsync(series, cancellationToken) : UpdateAsync(series, cancellationToken));
                series.Written(time.GetUtcNow());
                return true;
            }
            catch (KubernetesException error) when (error.IsAlreadyExists)
            {
                return true; // an attempt whose answer was lost
            }
            catch (KubernetesException error) when (IsTransient(error) && attempts < Attempts)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (KubernetesException error)
            {
                metrics.EventDropped("refused");
                Log.NotPublished(logger, series.Published.Reason, series.Published.Regarding?.Name, error.Message);
                return false;
            }
        }
    }

    private Task<V1Event> CreateAsync(EventSeries series, CancellationToken cancellationToken) => client.CreateAsync(series.Published, cancellationToken);

    private Task<V1Event> UpdateAsync(EventSeries series, CancellationToken cancellationToken)
    {
        var body = new V1EventSeries { Count = series.Count, LastObservedTime = series.LastSeen };
        var patch = Patch.Merge(new JsonObject { ["series"] = JsonSerializer.SerializeToNode(body, KubernetesJson.TypeInfo<V1EventSeries>()) });
        return client.PatchAsync<V1Event>(series.Published.Metadata.Name!, series.Published.Metadata.Namespace, patch, cancellationToken);
    }

    private static bool IsTransient(KubernetesException error) => error.Code is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The event {Reason} of {Name} was not published: {Problem}")]
        internal static partial void NotPublished(ILogger logger, string? reason, string? name, string problem);
    }
}
