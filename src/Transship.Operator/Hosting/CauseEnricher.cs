using Serilog.Core;
using Serilog.Events;
using Transship.Operator.Commands;

namespace Transship.Operator.Hosting;

/// <summary>What a log line for people says of its exception: the sentence of one that was foreseen, the whole trace of one that was not.</summary>
internal sealed class CauseEnricher(bool withTraces) : ILogEventEnricher
{
    /// <summary>The property that the line's template shows.</summary>
    public const string Property = "Cause";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) =>
        logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(Property, Tell(logEvent.Exception)));

    private string Tell(Exception? error) =>
        error is null ? "" : withTraces || !CommandAction.IsForeseen(error) ? Environment.NewLine + error : $" {error.Message}";
}
