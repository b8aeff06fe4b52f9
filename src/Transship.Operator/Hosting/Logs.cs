using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Transship.Operator.Hosting;

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object a line, for programs.</summary>
    Json,
}

/// <summary>Sets up logging: to standard error, so that results have standard output to themselves.</summary>
internal static class Logs
{
    private const string Template = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{Cause:l}{NewLine}";

    /// <summary>Logs from a level on.</summary>
    public static ILoggingBuilder UseTransshipLogs(this ILoggingBuilder logging, LogEventLevel level, LogFormat format)
    {
        var configuration = new LoggerConfiguration().MinimumLevel.Is(level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .Enrich.With(new CauseEnricher(withTraces: level <= LogEventLevel.Debug));
        configuration = format == LogFormat.Json
            ? configuration.WriteTo.Console(new JsonFormatter(renderMessage: true), standardErrorFromLevel: LogEventLevel.Verbose)
            : configuration.WriteTo.Console(
                outputTemplate: Template, formatProvider: System.Globalization.CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        return logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddSerilog(configuration.CreateLogger(), dispose: true);
    }
}
