using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Registry.Auth;

/// <summary>
/// Decides the Authorization header of every request to one endpoint. Learns the scheme from the first challenge; keeps
/// tokens by scope, fetches each once however many wait, and renews at 80 % of its life.
/// </summary>
internal sealed class Authenticator(TokenServer tokens, RegistryEndpoint endpoint, CredentialSource credentials, TimeProvider time, TokenRealm? known = null)
{
    private const int MaxTokens = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<AccessToken>> _tokens = new(StringComparer.Ordinal);
    private volatile Challenge? _scheme = known is null ? null : new Challenge(
        "Bearer", new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["realm"] = known.Realm.ToString(), ["service"] = known.Service });

    /// <summary>Where the registry sends for tokens; null while no challenge for one was seen.</summary>
    public Uri? TokenRealm => _scheme is { IsBearer: true } bearer ? Realm(bearer) : null;

    /// <summary>The header for these scopes; null while no challenge was seen.</summary>
    public async Task<AuthenticationHeaderValue?> HeaderAsync(ScopeSet scopes, CancellationToken cancellationToken) => _scheme switch
    {
        null => null,
        { IsBasic: true } => await credentials.GetAsync(cancellationToken) is { } login ? TokenServer.Basic(login) : null,
        var bearer => new AuthenticationHeaderValue("Bearer", (await TokenAsync(bearer, scopes, cancellationToken)).Value.Reveal()),
    };

    /// <summary>Whether it is known how to answer this 401: it says so, or an earlier one did.</summary>
    public bool IsChallenged(HttpResponseMessage response) => _scheme is not null || response.Headers.Contains("WWW-Authenticate");

    /// <summary>Learns from a 401. True when another attempt with a fresh header makes sense.</summary>
    public async Task<AuthenticationHeaderValue?> ChallengedAsync(HttpResponseMessage response, ScopeSet scopes, AuthenticationHeaderValue? sent, CancellationToken cancellationToken)
    {
        var challenges = Challenge.Parse(response);
        var challenge = challenges.FirstOrDefault(c => c.IsBearer && c["realm"] is not null) ?? challenges.FirstOrDefault(c => c.IsBasic) ?? _scheme;
        if (challenge is null)
        {
            return null;
        }

        if (challenge.IsBasic)
        {
            return await BasicAsync(challenge, sent, cancellationToken);
        }

        _scheme = challenge;

        Forget(scopes, sent);
        return new AuthenticationHeaderValue("Bearer", (await TokenAsync(challenge, scopes.With(challenge["scope"]), cancellationToken, alias: scopes)).Value.Reveal());
    }

    private async Task<AuthenticationHeaderValue?> BasicAsync(Challenge challenge, AuthenticationHeaderValue? sent, CancellationToken cancellationToken)
    {
        if (await credentials.GetAsync(cancellationToken) is not { } login)
        {
            return null;
        }

        _scheme = challenge;
        var header = TokenServer.Basic(login);
        if (!header.Equals(sent))
        {
            return header;
        }

        return credentials.Reject(login) && await credentials.GetAsync(cancellationToken) is { } renewed ? TokenServer.Basic(renewed) : null;
    }

    private async Task<AccessToken> TokenAsync(Challenge challenge, ScopeSet scopes, CancellationToken cancellationToken, ScopeSet? alias = null)
    {
        while (true)
        {
            var fetch = FetchOnce(challenge, scopes, alias);
            var token = await fetch.WaitAsync(cancellationToken);
            if (time.GetUtcNow() < token.RefreshAt)
            {
                return token;
            }

            Remove(fetch);
        }
    }

    private Task<AccessToken> FetchOnce(Challenge challenge, ScopeSet scopes, ScopeSet? alias)
    {
        lock (_lock)
        {
            if (TryUsable(scopes.Key, out var known) || TryUsable(scopes.Wider, out known))
            {
                return known;
            }

            if (_tokens.Count >= MaxTokens)
            {
                _tokens.Clear();
            }

            // Not the caller's token: others may wait for the same fetch. It has a timeout of its own.
            var fetch = Task.Run(() => tokens.FetchAsync(Realm(challenge), challenge["service"], scopes, CancellationToken.None), CancellationToken.None);
            _tokens[scopes.Key] = fetch;
            if (alias is not null)
            {
                _tokens[alias.Key] = fetch;
            }

            return fetch;
        }
    }

    private bool TryUsable(string? key, [NotNullWhen(true)] out Task<AccessToken>? known)
    {
        known = null;
        return key is not null && _tokens.TryGetValue(key, out known) && !known.IsFaulted && !known.IsCanceled;
    }

    private void Forget(ScopeSet scopes, AuthenticationHeaderValue? sent)
    {
        lock (_lock)
        {
            // A token for pushing serves pulls too: it is as spent as one of their own would be.
            foreach (var key in new[] { scopes.Key, scopes.Wider }.OfType<string>())
            {
                if (_tokens.TryGetValue(key, out var known)
                    && (known.IsFaulted || (known.IsCompletedSuccessfully && string.Equals(known.Result.Value.Reveal(), sent?.Parameter, StringComparison.Ordinal))))
                {
                    RemoveLocked(known);
                }
            }
        }
    }

    private void Remove(Task<AccessToken> fetch)
    {
        lock (_lock)
        {
            RemoveLocked(fetch);
        }
    }

    private void RemoveLocked(Task<AccessToken> fetch)
    {
        foreach (var key in _tokens.Where(t => ReferenceEquals(t.Value, fetch)).Select(t => t.Key).ToList())
        {
            _tokens.Remove(key);
        }
    }

    private Uri Realm(Challenge challenge)
    {
        if (!Uri.TryCreate(endpoint.ApiBase, challenge["realm"], out var realm) || realm.Scheme is not ("http" or "https"))
        {
            throw new RegistryException(RegistryErrorKind.NotARegistry, $"{endpoint.Name} names a token server that is no URL.");
        }

        if (endpoint.ApiBase.Scheme == "https" && realm.Scheme != "https")
        {
            throw new RegistryException(RegistryErrorKind.PermissionDenied,
                $"{endpoint.Name} sends us to a token server without TLS ({realm.Host}); credentials are not sent there.");
        }

        return realm;
    }
}
