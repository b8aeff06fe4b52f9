namespace Transship.Testing.Servers;

/// <summary>A real cosign with a key pair of its own, without any service of the public good instance.</summary>
public sealed class Cosign
{
    private readonly Tool _tool;
    private readonly string _keys;

    private Cosign(Tool tool, string keys) => (_tool, _keys) = (tool, keys);

    /// <summary>Finds cosign (see <see cref="Tool.LocateAsync"/>) and makes keys in a folder.</summary>
    public static async Task<Cosign> CreateAsync(string folder, CancellationToken cancellationToken = default)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["COSIGN_PASSWORD"] = "" };
        var cosign = new Cosign(new Tool(await Tool.LocateAsync("cosign", cancellationToken), [], environment), Path.Combine(folder, "cosign"));
        await cosign._tool.RunAsync(["generate-key-pair", "--output-key-prefix", cosign._keys], cancellationToken: cancellationToken);
        return cosign;
    }

    /// <summary>Signs an image, as in <c>127.0.0.1:5000/app@sha256:...</c>; the signature goes beside it under the tag <c>sha256-hex.sig</c>.</summary>
    public Task SignAsync(string image, CancellationToken cancellationToken = default) => _tool.RunAsync(
        ["sign", "--key", $"{_keys}.key", "--tlog-upload=false", "--allow-http-registry", "--yes", image], cancellationToken: cancellationToken);

    /// <summary>Verifies an image; one without a valid signature is a <see cref="ToolFailedException"/>.</summary>
    public Task<string> VerifyAsync(string image, CancellationToken cancellationToken = default) => _tool.RunAsync(
        ["verify", "--key", $"{_keys}.pub", "--insecure-ignore-tlog=true", "--allow-http-registry", image], cancellationToken: cancellationToken);
}
