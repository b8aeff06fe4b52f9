using System.Runtime.CompilerServices;
using System.Text;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Registry.Endpoints;

namespace Transship.Operator.Events;

/// <summary>What registries prove themselves with. A secret is read at most once in ten seconds, however many events arrive; a new one is known that soon.</summary>
internal sealed class EventSecrets(IKubernetesClient client, TimeProvider time)
{
    private const string Key = "token";
    private const int MinLength = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    // Entities of the cache are never changed: an endpoint that is gone, or was changed, takes its entry along.
    private readonly ConditionalWeakTable<Endpoint, Entry> _entries = [];

    /// <summary>The secret of an endpoint, as it was within the last seconds; while the API server is away, as it was last.</summary>
    /// <exception cref="ReasonedException">There is none, or none that can be used.</exception>
    public async Task<Secret> ReadAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var entry = _entries.GetValue(endpoint, static _ => new Entry());
        Task<Secret> reading;
        lock (entry)
        {
            if (entry.Reading is null || (entry.Reading.IsCompleted && time.GetElapsedTime(entry.Begun) >= Lifetime))
            {
                entry.Begun = time.GetTimestamp();
                entry.Reading = ReadAsync(endpoint, entry.Reading);
            }

            reading = entry.Reading;
        }

        return await reading.WaitAsync(cancellationToken);
    }

    /// <summary>The secret as it is stored now.</summary>
    /// <exception cref="ReasonedException">There is none, or none that can be used.</exception>
    public async Task<Secret> ReadNowAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var name = endpoint.Spec.Events?.SecretRef?.Name ?? throw new ReasonedException(ConditionReasons.InvalidSpec, "spec.events.secretRef is missing: name a secret with the key 'token'.");
        var secret = await client.GetAsync<V1Secret>(name, endpoint.Metadata.Namespace, cancellationToken)
            ?? throw new ReasonedException(
                ConditionReasons.SecretNotFound,
                $"Secret '{name}', which spec.events.secretRef names, does not exist in namespace '{endpoint.Metadata.Namespace}'. Create it, or correct the name.");
        var token = secret.Data?.TryGetValue(Key, out var bytes) == true ? Encoding.UTF8.GetString(bytes).Trim() : "";
        return token.Length >= MinLength
            ? new Secret(token)
            : throw new ReasonedException(
                ConditionReasons.SecretInvalid,
                $"Secret '{name}' needs a key '{Key}' with at least {MinLength} characters. Make one with: kubectl create secret generic {name} --from-literal={Key}=$(openssl rand -hex 32)");
    }

    /// <summary>Serves all who wait for the secret, so nobody's leaving may end it.</summary>
    private async Task<Secret> ReadAsync(Endpoint endpoint, Task<Secret>? last)
    {
        try
        {
            return await ReadNowAsync(endpoint, CancellationToken.None);
        }
        catch (Exception e) when (e is not ReasonedException && last is { IsCompletedSuccessfully: true })
        {
            return await last;
        }
    }

    private sealed class Entry
    {
        public Task<Secret>? Reading { get; set; }

        public long Begun { get; set; }
    }
}
