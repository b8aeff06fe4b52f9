using System.Text.Json.Nodes;
using Transship.Kubernetes.Authentication;

namespace Transship.Kubernetes.Configuration;

/// <summary>The <c>exec</c> part of a user.</summary>
internal static class KubeconfigExec
{
    private static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    internal static ExecPluginOptions Read(KubeconfigNode exec, KubernetesClientConfig config)
    {
        var version = exec.Text("apiVersion") ?? "";
        if (!Versions.Contains(version, StringComparer.Ordinal))
        {
            throw exec.Error("apiVersion", $"this plugin version is not known: use {Versions[0]}.");
        }

        if (exec.Text("interactiveMode") == "Always")
        {
            throw exec.Error("interactiveMode", "the plugin needs a terminal, which an operator has not: use a plugin that does not.");
        }

        var command = exec.Text("command") ?? throw exec.Error("command", "the plugin has no command.");
        if (command.Contains('/', StringComparison.Ordinal))
        {
            command = exec.FilePath("command")!;
        }

        return new ExecPluginOptions(version, command)
        {
            Arguments = exec.Texts("args"),
            Environment = exec.Sequence("env").ToDictionary(
                entry => entry.Text("name") ?? throw entry.Error("name", "the variable has no name."), entry => entry.Text("value") ?? "", StringComparer.Ordinal),
            InstallHint = exec.Text("installHint"),
            Cluster = exec.Flag("provideClusterInfo") ? Cluster(config) : null,
        };
    }

    private static JsonObject Cluster(KubernetesClientConfig config)
    {
        var cluster = new JsonObject { ["server"] = config.Server.AbsoluteUri };
        if (config.TlsServerName is { } name)
        {
            cluster["tls-server-name"] = name;
        }

        if (config.SkipTlsVerify)
        {
            cluster["insecure-skip-tls-verify"] = true;
        }

        if (config.CertificateAuthority is { } authority)
        {
            cluster["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authority.Read()));
        }

        return cluster;
    }
}
