using Microsoft.Extensions.Hosting;

namespace Transship.Embedded.Http;

/// <summary>Leaves the signals of the process to the program that the server is part of.</summary>
internal sealed class DetachedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
