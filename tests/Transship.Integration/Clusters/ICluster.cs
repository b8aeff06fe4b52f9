using Transship.Testing.Servers;

namespace Transship.Integration.Clusters;

/// <summary>An API server that the scenarios run against: a real one, or the embedded one.</summary>
public interface ICluster
{
    Kubectl Kubectl { get; }

    /// <summary>A kubeconfig file for the operator.</summary>
    string KubeconfigPath { get; }

    /// <summary>The address of this machine that operators and pods reach: registries listen there.</summary>
    string Address => "127.0.0.1";

    /// <summary>Further options of the operators that serve it.</summary>
    IReadOnlyList<string> OperatorOptions => [];

    /// <summary>What else there is to say when a test of a namespace fails.</summary>
    string Diagnose(string ns) => "";

    Task<string> CreateNamespaceAsync();

    /// <summary>Ends the API server, and keeps what it stored.</summary>
    Task BeginOutageAsync() => throw new NotSupportedException("This API server serves other tests too.");

    /// <summary>Starts it again where it was, and returns when it answers.</summary>
    Task EndOutageAsync() => throw new NotSupportedException("This API server serves other tests too.");
}
