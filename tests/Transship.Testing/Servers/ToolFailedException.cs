namespace Transship.Testing.Servers;

/// <summary>A program ended with an exit code other than zero, or did not end in time.</summary>
public sealed class ToolFailedException(string message) : Exception(message);
