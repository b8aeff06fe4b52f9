using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Registry.Auth;
using Transship.Registry.Blobs;

namespace Transship.Registry.Clients;

/// <summary>What a client needs from its surroundings.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A source of numbers in [0,1) for the jitter of back-off.</summary>
    public Func<double> Jitter { get; init; } = static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>How often a request that may heal is repeated before its error is passed on. Default 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The first pause between attempts; it doubles. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest Retry-After that is waited for within a request; a longer one is passed on as RateLimited. Default 5 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take, its body included unless it is a blob. Default 60 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a blob may make no progress before the attempt is given up. Default 60 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Credentials that expire; they win over those of the endpoint. Null takes the endpoint's.</summary>
    public CredentialSource? Credentials { get; init; }

    /// <summary>Where the registry gives tokens, where its product says it; null learns it from the first challenge.</summary>
    public TokenRealm? TokenRealm { get; init; }

    /// <summary>Puts a handler between the client and the wire, for a trace or a test; it gets the handler that would be used. Null for none.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? WrapHandler { get; init; }

    /// <summary>Keeps the uploads that are open, for a process that may be killed; null for none.</summary>
    public OpenUploads? OpenUploads { get; init; }

    /// <summary>Told of each warning that the server adds to its answers, once for each text; null for nobody. They are logged all the same.</summary>
    public Action<string>? Warned { get; init; }

    /// <summary>Where requests are logged (Debug) and server warnings (Warning).</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
