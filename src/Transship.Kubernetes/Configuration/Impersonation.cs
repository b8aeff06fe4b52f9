namespace Transship.Kubernetes.Configuration;

/// <summary>Another user, as whom requests are made; the own user must be allowed to.</summary>
/// <param name="User">The user.</param>
public sealed record Impersonation(string User)
{
    /// <summary>The user's groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The user's uid; null for none.</summary>
    public string? Uid { get; init; }
}
