namespace Transship.Kubernetes.Configuration;

/// <summary>The configuration of the client cannot be used. The message is one line: file, field, what to do.</summary>
/// <param name="message">The line.</param>
/// <param name="inner">The cause.</param>
public sealed class KubernetesConfigException(string message, Exception? inner = null) : Exception(message, inner);
