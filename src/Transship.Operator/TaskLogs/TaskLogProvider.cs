using Microsoft.Extensions.Logging;

namespace Transship.Operator.TaskLogs;

/// <summary>Keeps what is logged within a <see cref="TaskLogScope"/>, from information upwards, as one JSON object a line.</summary>
internal sealed class TaskLogProvider(TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new TaskLogger(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // Nothing is held: the logs belong to their attempts.
    }

    private sealed class TaskLogger(TaskLogProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && TaskLogScope.Of(provider._scopes) is { } scope)
            {
                var fields = scope.Concat(state as IEnumerable<KeyValuePair<string, object?>> ?? []);
                scope.Log?.Append(LogRecord.Write(provider.Now, logLevel, formatter(state, exception), fields));
            }
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
