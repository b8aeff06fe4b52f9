using System.Collections.Concurrent;

namespace Transship.Testing.Registry;

/// <summary>One request as the server saw it.</summary>
public sealed record LoggedRequest(string Method, string Path, string Query, string? Authorization, int Status)
{
    public override string ToString() => $"{Method} {Path}{Query} -> {Status}";
}

/// <summary>All requests in the order in which they were answered.</summary>
public sealed class RequestLog
{
    private readonly ConcurrentQueue<LoggedRequest> _requests = new();

    public IReadOnlyList<LoggedRequest> All => [.. _requests];

    public void Add(LoggedRequest request) => _requests.Enqueue(request);

    public void Clear() => _requests.Clear();

    /// <summary>How many requests had this method and a path that contains this text.</summary>
    public int Count(string method, string pathPart = "") =>
        _requests.Count(r => r.Method == method && (r.Path + r.Query).Contains(pathPart, StringComparison.Ordinal));
}
