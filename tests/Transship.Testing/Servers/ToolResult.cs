namespace Transship.Testing.Servers;

/// <summary>What a program left: its exit code and what it wrote.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error);
