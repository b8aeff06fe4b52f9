using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Transship.Runtime.Tests.Logging;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordingLogger : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    internal IEnumerable<(LogLevel Level, string Text)> Lines => _lines;

    internal ConcurrentQueue<IReadOnlyDictionary<string, object?>> Scopes { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
        {
            Scopes.Enqueue(values.ToDictionary());
        }

        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}
