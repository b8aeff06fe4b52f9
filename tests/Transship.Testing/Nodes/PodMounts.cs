using System.Text.Json.Nodes;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Testing.Servers;

namespace Transship.Testing.Nodes;

/// <summary>The volumes of a pod as folders of this machine.</summary>
internal sealed class PodMounts(V1Pod pod, string root, IKubernetesClient client, Kubectl kubectl)
{
    private readonly string _namespace = pod.Metadata.Namespace!;

    public string TerminationLog => Path.Combine(root, "termination-log");

    /// <summary>Writes all volumes.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(TerminationLog, "", cancellationToken);
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            var folder = Directory.CreateDirectory(FolderOf(volume.Name)).FullName;
            foreach (var file in volume.DownwardAPI?.Items ?? [])
            {
                await File.WriteAllTextAsync(Path.Combine(folder, file.Path), Field(file.FieldRef.FieldPath), cancellationToken);
            }

            foreach (var source in volume.Projected?.Sources ?? [])
            {
                await WriteAsync(folder, source, cancellationToken);
            }
        }

        await WriteSecretsAsync(cancellationToken);
    }

    /// <summary>Writes the secrets as they are now: a rotation shows.</summary>
    public async Task WriteSecretsAsync(CancellationToken cancellationToken)
    {
        foreach (var volume in (pod.Spec.Volumes ?? []).Where(v => v.Secret is not null))
        {
            var secret = await client.GetAsync<V1Secret>(volume.Secret!.SecretName, _namespace, cancellationToken);
            foreach (var (key, value) in secret?.Data ?? new Dictionary<string, byte[]>())
            {
                var file = Path.Combine(FolderOf(volume.Name), key);
                if (!File.Exists(file) || !(await File.ReadAllBytesAsync(file, cancellationToken)).AsSpan().SequenceEqual(value))
                {
                    await File.WriteAllBytesAsync(file + ".new", value, cancellationToken);
                    File.Move(file + ".new", file, overwrite: true);
                }
            }
        }
    }

    /// <summary>An argument with paths of the container replaced by those of this machine.</summary>
    public string Translate(string argument) => (pod.Spec.Containers[0].VolumeMounts ?? [])
        .Select(mount => (mount.MountPath, Folder: FolderOf(mount.Name)))
        .Append((pod.Spec.Containers[0].TerminationMessagePath ?? "/dev/termination-log", TerminationLog))
        .Append(("/etc/transship/secrets", SecretFolder))
        .Where(pair => argument == pair.Item1 || argument.StartsWith(pair.Item1 + "/", StringComparison.Ordinal))
        .OrderByDescending(pair => pair.Item1.Length)
        .Select(pair => pair.Item2 + argument[pair.Item1.Length..])
        .FirstOrDefault(argument);

    /// <summary>The value of a field of the pod.</summary>
    public string Field(string path) => path switch
    {
        "metadata.name" => pod.Metadata.Name!,
        "metadata.namespace" => _namespace,
        _ when path.StartsWith("metadata.annotations['", StringComparison.Ordinal) => pod.Metadata.Annotations?[path["metadata.annotations['".Length..^2]] ?? "",
        _ => throw new NotSupportedException($"The test node knows no field {path}."),
    };

    private string SecretFolder => Path.Combine(root, "secrets");

    /// <summary>Secrets lie under their mount's name, below one folder that stands for the folder of their mounts.</summary>
    private string FolderOf(string volume) =>
        (pod.Spec.Volumes ?? []).First(v => v.Name == volume).Secret is { } secret ? Path.Combine(SecretFolder, secret.SecretName) : Path.Combine(root, volume);

    private async Task WriteAsync(string folder, V1VolumeProjection source, CancellationToken cancellationToken)
    {
        if (source.ServiceAccountToken is { } token)
        {
            var account = pod.Spec.ServiceAccountName ?? "default";
            var text = await kubectl.RunAsync(["create", "token", account, "-n", _namespace], cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, token.Path), text.Trim(), cancellationToken);
        }

        if (source.ConfigMap is { } map)
        {
            var stored = JsonNode.Parse(await kubectl.RunAsync(["get", "configmap", map.Name, "-n", _namespace, "-o", "json"], cancellationToken))!;
            foreach (var (key, value) in stored["data"]!.AsObject())
            {
                await File.WriteAllTextAsync(Path.Combine(folder, key), (string)value!, cancellationToken);
            }
        }
    }
}
