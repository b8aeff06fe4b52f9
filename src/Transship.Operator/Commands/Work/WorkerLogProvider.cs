using Microsoft.Extensions.Logging;
using Transship.Operator.TaskLogs;

namespace Transship.Operator.Commands.Work;

/// <summary>
/// The log of a worker: one JSON object a line, as task logs have them, so that the operator can tell the lines of its tasks apart. A worker starts often
/// and logs little: what a logging library offers beyond that would cost a part of its cold start.
/// </summary>
/// <param name="output">Where the lines go.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkerLogProvider(TextWriter output, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    private readonly Lock _lock = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new WorkerLogger(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        lock (_lock)
        {
            output.Flush();
        }
    }

    private void Write(LogLevel level, string message, Exception? exception, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var own = (IEnumerable<KeyValuePair<string, object?>>?)TaskLogScope.Of(_scopes) ?? [];
        IEnumerable<KeyValuePair<string, object?>> cause =
            exception is null ? [] : [new("cause", CommandAction.IsForeseen(exception) ? exception.Message : exception.ToString())];
        var line = LogRecord.Write(time.GetUtcNow(), level, message, own.Concat(fields).Concat(cause));
        lock (_lock)
        {
            output.WriteLine(line);
        }
    }

    private sealed class WorkerLogger(WorkerLogProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes.Push(state);

        // The factory judges the level.
        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            provider.Write(logLevel, formatter(state, exception), exception, state as IEnumerable<KeyValuePair<string, object?>> ?? []);
    }
}
