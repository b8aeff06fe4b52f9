using Transship.Kubernetes.Authentication;

namespace Transship.Kubernetes.Configuration;

/// <summary>Looks for a configuration where kubectl does.</summary>
/// <param name="environment">Reads an environment variable.</param>
/// <param name="home">The user's directory.</param>
/// <param name="serviceAccount">Where a pod's service account is mounted.</param>
/// <param name="timeProvider">The clock of what expires.</param>
internal sealed class ConfigDiscovery(Func<string, string?> environment, string home, string serviceAccount, TimeProvider timeProvider)
{
    internal static ConfigDiscovery System { get; } = new(
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        "/var/run/secrets/kubernetes.io/serviceaccount",
        TimeProvider.System);

    /// <exception cref="KubernetesConfigException">There is none, or it cannot be used.</exception>
    internal KubernetesClientConfig Load(string? kubeconfigPath, string? context)
    {
        if (kubeconfigPath is not null)
        {
            return Kubeconfig.Read([kubeconfigPath]).Resolve(context, timeProvider);
        }

        var files = Candidates().Where(File.Exists).ToList();
        if (files.Count > 0)
        {
            return Kubeconfig.Read(files).Resolve(context, timeProvider);
        }

        return InCluster(serviceAccount) ?? throw new KubernetesConfigException(
            $"No Kubernetes configuration: KUBECONFIG names no file, {Path.Combine(home, ".kube", "config")} does not exist, and this is no pod. Name a kubeconfig.");
    }

    private string[] Candidates()
    {
        var list = environment("KUBECONFIG");
        return string.IsNullOrEmpty(list)
            ? [Path.Combine(home, ".kube", "config")]
            : list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <exception cref="KubernetesConfigException">This is no pod, or the folder has no token.</exception>
    internal KubernetesClientConfig LoadServiceAccount(string folder) => InCluster(folder) ?? throw new KubernetesConfigException(
        $"No Kubernetes configuration: {Path.Combine(folder, "token")} does not exist, or KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set. Run this in a pod.");

    private KubernetesClientConfig? InCluster(string account)
    {
        var host = environment("KUBERNETES_SERVICE_HOST");
        var port = environment("KUBERNETES_SERVICE_PORT");
        var token = Path.Combine(account, "token");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port) || !File.Exists(token))
        {
            return null;
        }

        var authority = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
        var @namespace = Path.Combine(account, "namespace");
        return new KubernetesClientConfig
        {
            Server = new Uri($"https://{authority}"),
            CertificateAuthority = PemSource.FromFile(Path.Combine(account, "ca.crt")),
            Credentials = new TokenFile(token, timeProvider),
            Namespace = File.Exists(@namespace) ? File.ReadAllText(@namespace).Trim() : "default",
        };
    }
}
