using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Caching;

/// <summary>One informer per kind, shared by all that ask for it.</summary>
internal sealed class InformerRegistry(
    IServiceProvider services, IKubernetesClient client, OperatorSettings settings, TimeProvider time, ILoggerFactory loggers, RuntimeMetrics metrics)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Type, IInformer> _informers = new();
    private bool _isStarted;

    internal IReadOnlyCollection<IInformer> All => [.. _informers.Values];

    internal Informer<TEntity> Get<TEntity>()
        where TEntity : class, IKubernetesObject
    {
        if (_informers.TryGetValue(typeof(TEntity), out var known))
        {
            return (Informer<TEntity>)known;
        }

        lock (_gate)
        {
            return (Informer<TEntity>)_informers.GetOrAdd(typeof(TEntity), _ => Create<TEntity>());
        }
    }

    internal void Start()
    {
        lock (_gate)
        {
            _isStarted = true;
            foreach (var informer in _informers.Values)
            {
                informer.Start();
            }
        }
    }

    /// <summary>Waits for all caches (Q7).</summary>
    /// <exception cref="TimeoutException">A cache did not fill in time; the message names it and its last error.</exception>
    internal async Task WaitForSyncAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        foreach (var informer in All)
        {
            try
            {
                await informer.WaitForSyncAsync(either.Token);
            }
            catch (OperationCanceledException late) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"The cache of {informer.Kind} did not fill within {limit.TotalSeconds:0} s ({informer.LastError ?? "no answer"}): " +
                    "check that its resource definition is installed and that the operator may list and watch it.",
                    late);
            }
        }
    }

    internal Task StopAsync() => Task.WhenAll(All.Select(informer => informer.DisposeAsync().AsTask()));

    private Informer<TEntity> Create<TEntity>()
        where TEntity : class, IKubernetesObject
    {
        var options = new CacheOptions<TEntity>();
        foreach (var registration in services.GetServices<CacheRegistration<TEntity>>())
        {
            registration.Configure?.Invoke(options);
        }

        var informer = new Informer<TEntity>(client, settings, options, time, loggers, metrics);
        if (_isStarted)
        {
            informer.Start();
        }

        return informer;
    }
}
