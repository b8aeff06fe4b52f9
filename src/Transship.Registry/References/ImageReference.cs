using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Registry.References;

/// <summary>An image as people write it: <c>[http://]host[:port]/repository[:tag][@digest]</c>, with Docker's short forms.</summary>
public sealed partial record ImageReference
{
    private const int MaxRepositoryLength = 255;

    private ImageReference(Uri registry, string host, string repository, string? tag, Digest? digest) =>
        (Registry, Host, Repository, Tag, Digest) = (registry, host, repository, tag, digest);

    /// <summary>The registry's URL. Loopback hosts are plain http unless https:// was written.</summary>
    public Uri Registry { get; }

    /// <summary>The registry as people name it, such as <c>docker.io</c> or <c>localhost:5000</c>: the key of docker's config.json.</summary>
    public string Host { get; }

    /// <summary>The repository, with <c>library/</c> where Docker Hub implies it.</summary>
    public string Repository { get; }

    /// <summary>The tag as written, null if there was none.</summary>
    public string? Tag { get; }

    /// <summary>The digest as written, null if there was none.</summary>
    public Digest? Digest { get; }

    /// <summary>What to ask the registry for: the digest, else the tag, else <c>latest</c>.</summary>
    public string Reference => Digest?.ToString() ?? Tag ?? "latest";

    /// <summary>Reads a reference.</summary>
    /// <exception cref="RegistryException">InvalidReference, with what is wrong in words.</exception>
    public static ImageReference Parse(string text) => TryParse(text, out var reference, out var problem)
        ? reference
        : throw new RegistryException(RegistryErrorKind.InvalidReference, $"'{WithoutUserInfo(text)}' is not an image reference: {problem}.");

    /// <summary>Reads a registry or a namespace of it, <c>[http://]host[:port][/name]</c>: a reference whose repository is the namespace, empty for the whole registry.</summary>
    /// <exception cref="RegistryException">InvalidReference, with what is wrong in words.</exception>
    public static ImageReference ParseNamespace(string text)
    {
        const string Below = "/any";
        return TryParse(text.TrimEnd('/') + Below, out var any, out var problem)
            ? new ImageReference(any.Registry, any.Host, any.Repository.Length < Below.Length ? "" : any.Repository[..^Below.Length], null, null)
            : throw new RegistryException(RegistryErrorKind.InvalidReference, $"'{WithoutUserInfo(text)}' is neither a registry nor a namespace: {problem}.");
    }

    /// <summary>Reads a reference, or says what is wrong with it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? problem)
    {
        reference = null;
        problem = null;
        var rest = text?.Trim() ?? "";
        string? scheme = null;
        if (rest.IndexOf("://", StringComparison.Ordinal) is > 0 and var mark)
        {
            scheme = rest[..mark].ToLowerInvariant();
            rest = rest[(mark + 3)..];
            if (scheme is not ("http" or "https" or "docker"))
            {
                problem = $"the scheme {scheme}:// is not known, use http:// or https://";
                return false;
            }
        }

        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at && !rest.AsSpan(at + 1).StartsWith("sha", StringComparison.Ordinal) && rest.IndexOf('/', at) >= 0)
        {
            problem = "it holds a user name or password: log in with docker or podman, or give the login apart";
            return false;
        }

        if (!TakeDigest(ref rest, out var digest))
        {
            problem = "what follows '@' is not a digest";
            return false;
        }

        var tag = TakeTag(ref rest);
        var host = TakeHost(ref rest, mustHaveHost: scheme is "http" or "https");
        if (host.Length == 0)
        {
            problem = "there is no repository after the host";
            return false;
        }

        if (DockerHub.IsAlias(host))
        {
            host = DockerHub.Name;
            rest = rest.Contains('/', StringComparison.Ordinal) || rest.Length == 0 ? rest : "library/" + rest;
        }

        problem = Problem(rest, tag);
        if (problem is not null || !TryUrl(scheme, host, out var registry))
        {
            problem ??= $"'{host}' is not a host";
            return false;
        }

        reference = new ImageReference(registry, host, rest, tag, digest);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Host}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    /// <summary>Says what is wrong with a repository name; null when it follows the distribution spec's grammar.</summary>
    public static string? RepositoryProblem(string repository)
    {
        if (string.IsNullOrEmpty(repository))
        {
            return "the repository is missing";
        }

        if (repository.Length > MaxRepositoryLength)
        {
            return $"the repository has {repository.Length} characters, at most {MaxRepositoryLength} are allowed";
        }

        return RepositoryGrammar().IsMatch(repository)
            ? null
            : $"the repository '{repository}' may hold only lower-case letters, digits, single '.' and '/', '_', '__' and '-' between them";
    }

    /// <summary>Says whether a tag follows the grammar of the distribution spec.</summary>
    public static bool IsTag(string tag) => TagGrammar().IsMatch(tag);

    private static string? Problem(string repository, string? tag) =>
        RepositoryProblem(repository) ?? (tag is null || IsTag(tag) ? null : $"the tag '{tag}' is not valid");

    /// <summary>What people put before an '@' that begins no digest is a login.</summary>
    private static string WithoutUserInfo(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var mark ? mark + 3 : 0;
        var at = text.LastIndexOf('@');
        return at < start || text.AsSpan(at + 1).StartsWith("sha", StringComparison.Ordinal) ? text : text[..start] + "***" + text[at..];
    }

    private static bool TakeDigest(ref string rest, out Digest? digest)
    {
        digest = null;
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return true;
        }

        if (!Content.Digest.TryParse(rest[(at + 1)..], out var parsed))
        {
            return false;
        }

        (digest, rest) = (parsed, rest[..at]);
        return true;
    }

    private static string? TakeTag(ref string rest)
    {
        var colon = rest.LastIndexOf(':');
        if (colon <= rest.LastIndexOf('/'))
        {
            return null;
        }

        var tag = rest[(colon + 1)..];
        rest = rest[..colon];
        return tag;
    }

    private static string TakeHost(ref string rest, bool mustHaveHost)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? rest : rest[..slash];
        var isHost = slash > 0 && (mustHaveHost || first.AsSpan().ContainsAny(".:[") || first == "localhost" || !string.Equals(first, first.ToLowerInvariant(), StringComparison.Ordinal));
        if (isHost)
        {
            rest = rest[(slash + 1)..];
            return first.ToLowerInvariant();
        }

        return mustHaveHost ? "" : DockerHub.Name;
    }

    private static bool TryUrl(string? scheme, string host, [NotNullWhen(true)] out Uri? url)
    {
        url = null;
        if (!Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var https) || https.PathAndQuery != "/" || https.UserInfo.Length > 0)
        {
            return false;
        }

        // quirk 46: a registry on this machine rarely has a certificate.
        var plain = scheme == "http" || (scheme != "https" && (https.IsLoopback || https.Host.EndsWith(".localhost", StringComparison.Ordinal)));
        url = plain ? new Uri($"http://{host}/") : https;
        return true;
    }

    // Compiled with the program; building an automaton takes longer than a whole small copy. No two ways to match a name, so time stays linear.
    [GeneratedRegex("^[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepositoryGrammar();

    [GeneratedRegex("^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagGrammar();
}
