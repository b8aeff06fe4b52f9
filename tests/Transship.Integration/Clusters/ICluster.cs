using Transship.Testing.Servers;

namespace Transship.Integration.Clusters;

/// <summary>An API server that the scenarios run against: a real one, or the embedded one.</summary>
public interface ICluster
{
    Kubectl Kubectl { get; }

    /// <summary>A kubeconfig file for the operator.</summary>
    string KubeconfigPath { get; }

    /// <summary>Further options of the operators that serve it.</summary>
    IReadOnlyList<string> OperatorOptions => [];

    /// <summary>What else there is to say when a test of a namespace fails.</summary>
    string Diagnose(string ns) => "";

    Task<string> CreateNamespaceAsync();
}
