using System.CommandLine;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;

namespace Transship.Operator.Commands;

/// <summary>How commands reach a cluster: the options that users of kubectl know.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "A kubeconfig file. Default: KUBECONFIG, then ~/.kube/config." };
    private readonly Option<string?> _context = new("--context") { Description = "A context of the kubeconfig." };
    private readonly Option<Uri?> _server = new("--server", "-s") { Description = "An API server that asks for no credentials, as that of transship run, in place of a kubeconfig." };
    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "The namespace. Default: that of the context." };

    /// <summary>Gives the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_kubeconfig, _context, _server, _namespace];
        Array.ForEach(all, command.Add);
    }

    /// <summary>A client of the cluster, and the namespace to work in.</summary>
    /// <exception cref="KubernetesConfigException">The kubeconfig cannot be used.</exception>
    public (KubernetesClient Client, string Namespace) Connect(ParseResult result, FieldValidation? validation = null)
    {
        var config = result.GetValue(_server) is { } server
            ? new KubernetesClientConfig { Server = server }
            : KubernetesClientConfig.Load(result.GetValue(_kubeconfig), result.GetValue(_context));
        return (new KubernetesClient(config with { Component = "cli", FieldValidation = validation }), result.GetValue(_namespace) ?? config.Namespace);
    }
}
