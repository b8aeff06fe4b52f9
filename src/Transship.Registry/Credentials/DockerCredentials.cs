using System.Text;
using System.Text.Json;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.References;

namespace Transship.Registry.Credentials;

/// <summary>Finds credentials where docker and podman keep them: in their files, or with the helpers that those name.</summary>
public sealed class DockerCredentials
{
    private const string HubKey = "https://index.docker.io/v1/";

    private readonly IReadOnlyList<DockerConfigFile> _files;

    private DockerCredentials(IReadOnlyList<DockerConfigFile> files) => _files = files;

    /// <summary>
    /// Reads the files that are there, in the order in which podman and docker look: $REGISTRY_AUTH_FILE,
    /// $XDG_RUNTIME_DIR/containers/auth.json, $XDG_CONFIG_HOME/containers/auth.json, $DOCKER_CONFIG/config.json or ~/.docker/config.json.
    /// </summary>
    /// <exception cref="RegistryException">InvalidReference: a file cannot be read.</exception>
    public static DockerCredentials Load() => Load(Environment.GetEnvironmentVariable);

    /// <summary>Reads the content of one file, such as that of a Secret of type kubernetes.io/dockerconfigjson.</summary>
    /// <exception cref="RegistryException">InvalidReference: it is not in the format of config.json.</exception>
    public static DockerCredentials Parse(string json) => new([Read(Encoding.UTF8.GetBytes(json), "the docker config")]);

    internal static DockerCredentials Load(Func<string, string?> variable)
    {
        var home = variable("HOME") ?? "";
        string?[] paths =
        [
            variable("REGISTRY_AUTH_FILE"),
            Under(variable("XDG_RUNTIME_DIR"), "containers/auth.json"),
            Under(variable("XDG_CONFIG_HOME") ?? Under(home, ".config"), "containers/auth.json"),
            Under(variable("DOCKER_CONFIG") ?? Under(home, ".docker"), "config.json"),
        ];
        return new DockerCredentials([.. paths.OfType<string>().Where(File.Exists).Select(p => Read(File.ReadAllBytes(p), p))]);
    }

    /// <summary>The credentials for a repository; null when none are kept. Podman's keys may name a path below the host: the longest wins.</summary>
    /// <exception cref="RegistryException">AuthenticationFailed: a credential helper failed.</exception>
    public async Task<RegistryCredentials?> FindAsync(ImageReference image, CancellationToken cancellationToken)
    {
        foreach (var file in _files)
        {
            foreach (var key in Keys(image))
            {
                var found = await FindAsync(file, key, cancellationToken);
                if (found is not null)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static string? Under(string? folder, string path) => string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, path);

    private static DockerConfigFile Read(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CredentialsJson.Default.DockerConfigFile) ?? new DockerConfigFile();
        }
        catch (JsonException e)
        {
            throw new RegistryException(RegistryErrorKind.InvalidReference, $"{name} is not valid JSON in the format of docker's config.json (line {e.LineNumber + 1}).");
        }
    }

    private static IEnumerable<string> Keys(ImageReference image)
    {
        for (var path = $"{image.Host}/{image.Repository}"; path.Contains('/', StringComparison.Ordinal); path = path[..path.LastIndexOf('/')])
        {
            yield return path;
        }

        yield return image.Host;
        if (image.Host == DockerHub.Name)
        {
            yield return HubKey;
            yield return "index.docker.io";
            yield return "registry-1.docker.io";
        }
    }

    private static async Task<RegistryCredentials?> FindAsync(DockerConfigFile file, string key, CancellationToken cancellationToken)
    {
        if (file.CredentialHelpers?.GetValueOrDefault(key) is { Length: > 0 } helper)
        {
            return await CredentialProgram.GetAsync(helper, key, cancellationToken);
        }

        var entry = (file.Auths ?? new Dictionary<string, DockerAuth?>()).FirstOrDefault(a => Normal(a.Key) == Normal(key));
        if (entry.Value is { } auth && Credentials(auth) is { } credentials)
        {
            return credentials;
        }

        var isHost = key == HubKey || !key.Contains('/', StringComparison.Ordinal);
        return isHost && file.CredentialStore is { Length: > 0 } store ? await CredentialProgram.GetAsync(store, entry.Key ?? key, cancellationToken) : null;
    }

    // Docker writes hosts with or without scheme, path and slash.
    private static string Normal(string key) => key == HubKey
        ? DockerHub.Name
        : key.Replace("https://", "", StringComparison.Ordinal).Replace("http://", "", StringComparison.Ordinal).TrimEnd('/').Replace("/v1", "", StringComparison.Ordinal).Replace("/v2", "", StringComparison.Ordinal);

    private static RegistryCredentials? Credentials(DockerAuth auth)
    {
        var (user, password) = (auth.Username ?? "", auth.Password);
        if (!auth.Auth.IsEmpty)
        {
            try
            {
                var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth.Auth.Reveal())).Split(':', 2);
                (user, password) = (pair[0], new Secret(pair.ElementAtOrDefault(1)?.TrimEnd('\0') ?? ""));
            }
            catch (FormatException)
            {
                throw new RegistryException(RegistryErrorKind.InvalidReference, "The docker config has an 'auth' that is not base64; log in again.");
            }
        }

        return user.Length == 0 && auth.IdentityToken.IsEmpty
            ? null
            : new RegistryCredentials(user, password) { IdentityToken = auth.IdentityToken };
    }
}
