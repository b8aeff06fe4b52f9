using System.Text.Json.Nodes;
using Transship.Kubernetes.Configuration;

namespace Transship.Kubernetes.Authentication;

/// <summary>A program that gives credentials (client.authentication.k8s.io).</summary>
/// <param name="ApiVersion">The version of its input and output.</param>
/// <param name="Command">The program.</param>
internal sealed record ExecPluginOptions(string ApiVersion, string Command)
{
    internal IReadOnlyList<string> Arguments { get; init; } = [];

    internal IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What people read when the program is missing.</summary>
    internal string? InstallHint { get; init; }

    /// <summary>What the program is told about the cluster; null for nothing.</summary>
    internal JsonObject? Cluster { get; init; }

    /// <summary>How long the program may run.</summary>
    internal TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The error of a plugin that gives no credentials.</summary>
    internal KubernetesConfigException Failed(string why, Exception? inner = null) =>
        new($"The credential plugin {Command} of the kubeconfig failed: {why}.", inner);
}
