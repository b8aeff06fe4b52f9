using Transship.Kubernetes.Models;

namespace Transship.Operator.Endpoints;

/// <summary>Secrets that are mounted, one folder each with a file for each key. They are read anew each time, so a rotation is seen.</summary>
/// <param name="folder">The folder of the folders.</param>
internal sealed class MountedSecrets(string folder) : ISecretSource
{
    private const int MaxBytes = 1 << 20;

    public async Task<V1Secret?> ReadAsync(string name, string @namespace, CancellationToken cancellationToken)
    {
        var data = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var mounted = new DirectoryInfo(Path.Combine(folder, name));

        // The node keeps the versions of a secret in hidden folders beside the links to the keys of the newest.
        foreach (var file in mounted.Exists ? mounted.EnumerateFiles().Where(f => !f.Name.StartsWith("..", StringComparison.Ordinal)) : [])
        {
            await using var stream = file.OpenRead();
            if (stream.Length > MaxBytes)
            {
                throw new IOException($"{file.FullName} is larger than any secret can be.");
            }

            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken);
            data[file.Name] = content.ToArray();
        }

        // An optional mount of a secret that does not exist is an empty folder.
        return data.Count == 0 ? null : new V1Secret { Metadata = new V1ObjectMeta { Name = name, Namespace = @namespace }, Data = data };
    }
}
