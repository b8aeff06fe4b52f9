using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Operator.Conditions;

namespace Transship.Operator.Endpoints;

/// <summary>Tests the connection to an endpoint once.</summary>
internal sealed class EndpointProbe(EndpointConnections connections, TimeProvider time)
{
    /// <summary>The status that the test gives; a failed test is a status too.</summary>
    public async Task<EndpointStatus> CheckAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var timeout = HealthCheckTimes.Timeout(endpoint.Spec.HealthCheck);
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var (verdict, server) = await TryAsync(endpoint, timeout, either.Token, cancellationToken);
        var now = time.GetUtcNow();
        return new EndpointStatus
        {
            ObservedGeneration = endpoint.Metadata.Generation,
            Conditions = verdict.Over(ConditionTypes.Ready, endpoint.Status?.Conditions, endpoint.Metadata.Generation, now),
            Server = server ?? endpoint.Status?.Server,
            LastCheckTime = now,
            Latency = GoDuration.Format(time.GetElapsedTime(started)),
        };
    }

    private async Task<(Verdict Verdict, EndpointServer? Server)> TryAsync(
        Endpoint endpoint, TimeSpan timeout, CancellationToken limited, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = await connections.OpenAsync(endpoint, limited);
            var found = await connection.Registry.ProbeAsync(limited);
            if (found.Failure is { } failed)
            {
                var reason = FailureReason.Of(failed);
                return (Verdict.Retrying(reason.Reason, reason.Message), null);
            }

            var server = new EndpointServer { Product = found.Product, Version = found.Version, Capabilities = CapabilityNames.Of(found.Capabilities) };
            return (Verdict.Good($"{connection.Client.Endpoint.Name} answers."), server);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Verdict.Retrying(ConditionReasons.Timeout, $"No answer within {GoDuration.Format(timeout)}. Check the address and the network, or raise spec.healthCheck.timeout."), null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var failure = FailureReason.Of(e);
            return (failure.Reason == ConditionReasons.InvalidSpec
                ? Verdict.Stuck(failure.Reason, failure.Message)
                : Verdict.Retrying(failure.Reason, failure.Message), null);
        }
    }
}
