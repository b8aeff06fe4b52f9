namespace Transship.Kubernetes.Configuration;

/// <summary>One or several kubeconfig files: of entries with the same name the first one counts, as with kubectl.</summary>
internal sealed class Kubeconfig
{
    private readonly List<KubeconfigNode> _files;

    private Kubeconfig(List<KubeconfigNode> files) => _files = files;

    /// <exception cref="KubernetesConfigException">A file is no kubeconfig.</exception>
    internal static Kubeconfig Read(IEnumerable<string> files) => new([.. files.Select(KubeconfigNode.Read)]);

    /// <exception cref="KubernetesConfigException">A part of the configuration is missing or wrong.</exception>
    internal KubernetesClientConfig Resolve(string? contextName, TimeProvider timeProvider)
    {
        var names = string.Join(", ", _files.Select(file => file.File));
        var wanted = contextName ?? _files.Select(file => file.Text("current-context")).FirstOrDefault(name => name is not null)
            ?? throw new KubernetesConfigException($"{names}: current-context is empty: set it with 'kubectl config use-context', or name a context.");
        var context = Find("contexts", "context", wanted)
            ?? throw new KubernetesConfigException($"{names}: there is no context '{wanted}': use one of {Known("contexts")}.");
        var clusterName = context.Text("cluster") ?? throw context.Error("cluster", "the context names no cluster.");
        var cluster = Find("clusters", "cluster", clusterName)
            ?? throw context.Error("cluster", $"there is no cluster '{clusterName}': use one of {Known("clusters")}.");
        var config = KubeconfigCluster.Read(cluster) with
        {
            Namespace = context.Text("namespace") ?? "default",
            Origin = $"{names} (context {wanted})",
        };
        if (context.Text("user") is not { } userName)
        {
            return config;
        }

        var user = Find("users", "user", userName)
            ?? throw context.Error("user", $"there is no user '{userName}': use one of {Known("users")}.");
        return KubeconfigUser.Apply(config, user, timeProvider);
    }

    private KubeconfigNode? Find(string list, string content, string name) =>
        _files.SelectMany(file => file.Sequence(list))
            .Where(entry => entry.Text("name") == name)
            .Select(entry => entry.Mapping(content) ?? entry with { Content = [] })
            .FirstOrDefault();

    private string Known(string list)
    {
        var names = _files.SelectMany(file => file.Sequence(list)).Select(entry => entry.Text("name")).Where(name => name is not null);
        var text = string.Join(", ", names.Take(10));
        return text.Length == 0 ? "(the file has none)" : text;
    }
}
