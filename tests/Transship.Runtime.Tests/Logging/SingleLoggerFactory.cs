using Microsoft.Extensions.Logging;

namespace Transship.Runtime.Tests.Logging;

/// <summary>Gives the same logger to all.</summary>
internal sealed class SingleLoggerFactory(ILogger logger) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => logger;

    public void Dispose()
    {
        // There is nothing to give back.
    }
}
