using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Transship.Embedded;

/// <summary>How an embedded API server is started.</summary>
public sealed record EmbeddedApiServerOptions
{
    /// <summary>The address to listen on. Any other than a loopback address demands a <see cref="Token"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The bearer token that clients must bring; null lets everybody in who can connect.</summary>
    public string? Token { get; init; }

    /// <summary>Where objects are kept across restarts; null keeps them in memory only.</summary>
    public DirectoryInfo? DataDirectory { get; init; }

    /// <summary>CustomResourceDefinitions (apiextensions.k8s.io/v1) that are there from the start; those that exist are brought up to date.</summary>
    public IReadOnlyList<JsonObject> Definitions { get; init; } = [];

    /// <summary>Namespaces that are there from the start, besides <c>default</c> and <c>kube-system</c>.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>How many changes of each resource a watch can resume across, at least; much older versions are answered with 410.</summary>
    public int WatchHistory { get; init; } = 10_000;

    /// <summary>Where the server reports what it could not do.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of generated names and uids.</summary>
    public Random Random { get; init; } = new();

    /// <summary>The options in words, without the token.</summary>
    public override string ToString() => $"{Address}:{Port} {DataDirectory?.FullName ?? "in memory"}{(Token is null ? "" : " token ***")}";
}
