using Microsoft.Extensions.Hosting;
using Transship.Operator.Executions;
using Transship.Operator.Tasks;

namespace Transship.Operator.Background;

/// <summary>Ends plans and attempts when the process stops, before the lease is given back (L6). What they leave is taken up by the next leader.</summary>
internal sealed class BackgroundWork(PlanRunner plans, TaskPool pool) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await plans.DisposeAsync();
        await pool.DisposeAsync();
    }
}
