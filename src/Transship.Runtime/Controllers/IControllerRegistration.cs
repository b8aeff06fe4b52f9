namespace Transship.Runtime.Controllers;

/// <summary>A controller that the program added.</summary>
internal interface IControllerRegistration
{
    /// <summary>Unique in the program: names its queue, its logs and its metrics (Q7).</summary>
    string Name { get; }

    Type Entity { get; }

    TimeSpan FirstRetry { get; }

    TimeSpan LongestRetry { get; }

    /// <summary>Makes the controller; one of each kind runs the finalizers of the kind.</summary>
    IController Build(IServiceProvider services, bool runsFinalizers);
}

/// <summary>A controller that can be started.</summary>
internal interface IController : IDisposable
{
    string Name { get; }

    /// <summary>Delivers the caches to the queue, then starts the workers.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops taking keys, lets running reconciles end until <paramref name="grace"/> is cancelled, then cancels them.</summary>
    Task StopAsync(CancellationToken grace);

    /// <summary>Cancels running reconciles without waiting for them (L5).</summary>
    void Abort();
}
