using Microsoft.AspNetCore.WebUtilities;

namespace Transship.Testing.Http;

/// <summary>A request that is waited for, and its answer.</summary>
internal sealed record Exchange(string Method, string Path, IReadOnlyDictionary<string, string> Query, Answer Answer)
{
    internal static Exchange Parse(string request, Answer answer)
    {
        var space = request.IndexOf(' ', StringComparison.Ordinal);
        var target = request[(space + 1)..].Split('?', 2);
        var query = QueryHelpers.ParseQuery(target.ElementAtOrDefault(1)).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        return new Exchange(request[..space], target[0], query, answer);
    }

    internal bool Matches(RecordedRequest request) =>
        request.Method == Method && request.Path == Path && Query.All(p => request.Query.GetValueOrDefault(p.Key) == p.Value);
}
