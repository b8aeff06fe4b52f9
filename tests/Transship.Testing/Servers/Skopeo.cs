using System.Net;

namespace Transship.Testing.Servers;

/// <summary>A real skopeo: the independent judge of what a registry holds.</summary>
public sealed class Skopeo
{
    private readonly Tool _tool;

    private Skopeo(Tool tool) => _tool = tool;

    /// <summary>Finds skopeo; see <see cref="Tool.LocateAsync"/>.</summary>
    public static async Task<Skopeo> CreateAsync(CancellationToken cancellationToken = default) =>
        new(new Tool(await Tool.LocateAsync("skopeo", cancellationToken)));

    /// <summary>The manifest as the registry serves it, byte for byte, for a reference such as <c>team/app:1.0</c> or <c>team/app@sha256:...</c>.</summary>
    public Task<string> InspectRawAsync(
        string registry, string reference, NetworkCredential? credentials = null, CancellationToken cancellationToken = default) =>
        _tool.RunAsync(
            ["inspect", "--raw", "--tls-verify=false", .. Credentials("--creds", credentials), Docker(registry, reference)],
            cancellationToken: cancellationToken);

    /// <summary>Reads an artifact with everything below it from a registry into a folder: every digest on the way is verified.</summary>
    public Task<string> ReadAsync(
        string registry, string reference, string folder, NetworkCredential? credentials = null, CancellationToken cancellationToken = default) =>
        _tool.RunAsync(
            ["copy", "--all", "--preserve-digests", "--quiet", "--src-tls-verify=false", .. Credentials("--src-creds", credentials), Docker(registry, reference), $"dir:{folder}"],
            cancellationToken: cancellationToken);

    /// <summary>Reads an artifact with everything below it from an OCI image layout into a folder; returns the manifest, byte for byte.</summary>
    public async Task<string> ReadLayoutAsync(string layout, string tag, string folder, CancellationToken cancellationToken = default)
    {
        await _tool.RunAsync(["copy", "--all", "--preserve-digests", "--quiet", $"oci:{layout}:{tag}", $"dir:{folder}"], cancellationToken: cancellationToken);
        return await _tool.RunAsync(["inspect", "--raw", $"oci:{layout}:{tag}"], cancellationToken: cancellationToken);
    }

    /// <summary>Copies an artifact with everything below it, digests kept.</summary>
    public Task<string> CopyAsync(
        string sourceRegistry,
        string sourceReference,
        string destinationRegistry,
        string destinationReference,
        NetworkCredential? sourceCredentials = null,
        NetworkCredential? destinationCredentials = null,
        CancellationToken cancellationToken = default) =>
        _tool.RunAsync(
            [
                "copy", "--all", "--preserve-digests", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false",
                .. Credentials("--src-creds", sourceCredentials), .. Credentials("--dest-creds", destinationCredentials),
                Docker(sourceRegistry, sourceReference), Docker(destinationRegistry, destinationReference),
            ],
            timeout: TimeSpan.FromMinutes(10),
            cancellationToken: cancellationToken);

    private static string Docker(string registry, string reference) => $"docker://{registry}/{reference}";

    private static string[] Credentials(string option, NetworkCredential? credentials) =>
        credentials is null ? [] : [option, $"{credentials.UserName}:{credentials.Password}"];
}
