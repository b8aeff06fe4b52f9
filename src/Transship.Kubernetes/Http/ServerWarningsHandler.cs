using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Transship.Kubernetes.Http;

/// <summary>Logs what a server warns of (RFC 7234 Warning, code 299): deprecated versions, unknown fields. Each text once.</summary>
internal sealed partial class ServerWarningsHandler(ILogger logger, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Past so many texts no further ones are told.</summary>
    private const int MaxTexts = 256;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.NonValidated.TryGetValues("Warning", out var warnings))
        {
            foreach (var text in warnings.SelectMany(warning => Quoted().Matches(warning)).Select(match => match.Groups["text"].Value).Where(IsNew))
            {
                Warned(logger, text.Replace("\\\"", "\"", StringComparison.Ordinal));
            }
        }

        return response;
    }

    private bool IsNew(string text)
    {
        lock (_lock)
        {
            return _told.Count < MaxTexts && _told.Add(text);
        }
    }

    [GeneratedRegex("""299 \S+ "(?<text>(\\"|[^"])*)"\s*""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The API server warns: {Text}")]
    private static partial void Warned(ILogger logger, string text);
}
