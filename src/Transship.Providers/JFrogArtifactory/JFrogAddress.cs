using System.Text.RegularExpressions;

namespace Transship.Providers.JFrogArtifactory;

/// <summary>What the address of a registry of Artifactory tells. One address may stand for all its repositories, or for one, whose key is then not in names. quirk 19</summary>
/// <param name="Api">Where Artifactory is.</param>
/// <param name="Key">The key of the one repository that the path names; null where it names none.</param>
internal sealed partial record JFrogAddress(Uri Api, string? Key)
{
    /// <summary>Reads an address.</summary>
    /// <exception cref="DeclarationException">It has a path that is none of a repository.</exception>
    public static JFrogAddress Parse(Uri apiBase)
    {
        if (apiBase.AbsolutePath == "/")
        {
            return new JFrogAddress(new Uri(apiBase, "artifactory/"), null);
        }

        return RepositoryPath().Match(apiBase.AbsolutePath) is { Success: true } path
            ? new JFrogAddress(new Uri(apiBase, path.Groups["root"].Value), path.Groups["key"].Value)
            : throw new DeclarationException(
                "spec.url has a path that is none of Artifactory: write its address without one, as in https://example.jfrog.io, or with that of one repository, as in https://example.jfrog.io/artifactory/api/docker/docker-local.");
    }

    /// <summary>The repositories that the host may stand for: <c>key.example.com</c>, or <c>example-key.jfrog.io</c>; the longest name first.</summary>
    public static IEnumerable<JFrogRepository> Candidates(string host, IEnumerable<JFrogRepository> repositories)
    {
        var label = host.Split('.')[0];
        return repositories
            .Where(repository => label.Equals(repository.Key, StringComparison.OrdinalIgnoreCase) || label.EndsWith($"-{repository.Key}", StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(repository => repository.Key.Length);
    }

    /// <summary>The key of the repository for which a token server gives tokens; empty where it is for all, null where it does not tell.</summary>
    public static string? KeyOf(Uri? realm) => realm is not null && RealmPath().Match(realm.AbsolutePath) is { Success: true } path
        ? path.Groups["key"].Value is "null" ? "" : path.Groups["key"].Value
        : null;

    [GeneratedRegex("^(?<root>/(.*/)?)api/(docker|oci|helmoci)/(?<key>[^/]+)/$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex RepositoryPath();

    [GeneratedRegex("/api/(docker|oci|helmoci)/(?<key>[^/]+)/v2/token$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex RealmPath();
}
