namespace Transship.Registry.Endpoints;

/// <summary>The names under which Docker Hub is known. The API answers at only one of them.</summary>
internal static class DockerHub
{
    public const string Name = "docker.io";

    public static readonly Uri Api = new("https://registry-1.docker.io/");

    // quirk 10
    private static readonly HashSet<string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        Name, "index.docker.io", "registry-1.docker.io", "hub.docker.com", "registry.hub.docker.com", "www.docker.io",
    };

    public static bool IsAlias(string host) => Aliases.Contains(host);
}
