using Transship.Testing.Servers;

namespace Transship.Integration.Clusters;

/// <summary>An API server that the scenarios run against: a real one, or the embedded one.</summary>
public interface ICluster
{
    Kubectl Kubectl { get; }

    /// <summary>A kubeconfig file for the operator.</summary>
    string KubeconfigPath { get; }

    Task<string> CreateNamespaceAsync();
}
