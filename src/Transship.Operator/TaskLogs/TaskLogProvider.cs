using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Transship.Operator.TaskLogs;

/// <summary>Keeps what is logged within a <see cref="TaskLogScope"/>, from information upwards, as one JSON object a line.</summary>
internal sealed class TaskLogProvider(TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    private const int MaxMessageLength = 2048;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new TaskLogger(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // Nothing is held: the logs belong to their attempts.
    }

    private TaskLogScope? Scope()
    {
        var found = new Found();
        _scopes.ForEachScope(static (scope, state) => state.Scope = scope as TaskLogScope ?? state.Scope, found);
        return found.Scope;
    }

    private string Line<TState>(TaskLogScope scope, LogLevel level, TState state, string message)
    {
        var line = new JsonObject
        {
            ["time"] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["level"] = level.ToString(),
            ["message"] = message.Length <= MaxMessageLength ? message : message[..MaxMessageLength],
        };
        foreach (var (key, value) in scope.Concat(state as IEnumerable<KeyValuePair<string, object?>> ?? []))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(key);
            if (value is not null && key != "{OriginalFormat}" && !line.ContainsKey(name))
            {
                line[name] = value switch
                {
                    int number => number,
                    long number => number,
                    _ => Convert.ToString(value, CultureInfo.InvariantCulture),
                };
            }
        }

        return line.ToJsonString(Plain);
    }

    private sealed class Found
    {
        public TaskLogScope? Scope { get; set; }
    }

    private sealed class TaskLogger(TaskLogProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && provider.Scope() is { } scope)
            {
                scope.Log.Append(provider.Line(scope, logLevel, state, formatter(state, exception)));
            }
        }
    }
}
