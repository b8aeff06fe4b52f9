namespace Transship.Kubernetes.Authentication;

/// <summary>What a credential plugin prints (client.authentication.k8s.io).</summary>
internal sealed record ExecCredential(ExecCredentialStatus? Status);

internal sealed record ExecCredentialStatus(DateTimeOffset? ExpirationTimestamp, string? Token, string? ClientCertificateData, string? ClientKeyData);
