namespace Transship.Api;

/// <summary>Every reason that a condition can carry. Each has its fix in docs/operations/troubleshooting.md.</summary>
public static class ConditionReasons
{
    /// <summary>All is well.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>Work goes on.</summary>
    public const string Progressing = "Progressing";

    /// <summary>Work goes on after a failure that may heal.</summary>
    public const string ProgressingWithRetry = "ProgressingWithRetry";

    /// <summary>The run waits for its start.</summary>
    public const string Pending = "Pending";

    /// <summary>The rule is switched off.</summary>
    public const string Disabled = "Disabled";

    /// <summary>A tick of the schedule came while another run of the rule went on, and the rule forbids two.</summary>
    public const string RunInProgress = "RunInProgress";

    /// <summary>A tick of the schedule could not start in the time that the rule gives it.</summary>
    public const string StartingDeadlineExceeded = "StartingDeadlineExceeded";

    /// <summary>Somebody stopped the run.</summary>
    public const string Stopped = "Stopped";

    /// <summary>The run took longer than its rule allows.</summary>
    public const string DeadlineExceeded = "DeadlineExceeded";

    /// <summary>Some artifacts could not be replicated.</summary>
    public const string ArtifactsFailed = "ArtifactsFailed";

    /// <summary>A field of the specification makes no sense.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>A filter's pattern cannot be read.</summary>
    public const string InvalidFilter = "InvalidFilter";

    /// <summary>A rule that is referred to does not exist.</summary>
    public const string RuleNotFound = "RuleNotFound";

    /// <summary>An endpoint that is referred to does not exist.</summary>
    public const string EndpointNotFound = "EndpointNotFound";

    /// <summary>An endpoint that is referred to is not ready.</summary>
    public const string EndpointNotReady = "EndpointNotReady";

    /// <summary>A rule waits for events that its source does not take.</summary>
    public const string EventsOff = "EventsOff";

    /// <summary>A secret that is referred to does not exist.</summary>
    public const string SecretNotFound = "SecretNotFound";

    /// <summary>A secret that is referred to lacks a key, or holds something else than expected.</summary>
    public const string SecretInvalid = "SecretInvalid";

    /// <summary>The host name has no address.</summary>
    public const string NameResolutionFailed = "NameResolutionFailed";

    /// <summary>Nothing listens at the address.</summary>
    public const string ConnectionRefused = "ConnectionRefused";

    /// <summary>No answer in time.</summary>
    public const string Timeout = "Timeout";

    /// <summary>The certificate is not signed by a known authority, or is for another host.</summary>
    public const string CertificateNotTrusted = "CertificateNotTrusted";

    /// <summary>The registry does not take the credentials.</summary>
    public const string AuthenticationFailed = "AuthenticationFailed";

    /// <summary>The credentials are good, but the registry does not allow the operation.</summary>
    public const string PermissionDenied = "PermissionDenied";

    /// <summary>What answers at the address does not speak the registry protocol.</summary>
    public const string NotARegistry = "NotARegistry";

    /// <summary>The registry has no such repository, tag or digest.</summary>
    public const string NotFound = "NotFound";

    /// <summary>The registry asks to come back later.</summary>
    public const string RateLimited = "RateLimited";

    /// <summary>The registry answers with an error of its own, or the connection broke.</summary>
    public const string Unavailable = "Unavailable";

    /// <summary>What arrived is not what the digest promises.</summary>
    public const string DigestMismatch = "DigestMismatch";

    /// <summary>The manifest cannot be read, or the destination refuses it.</summary>
    public const string ManifestInvalid = "ManifestInvalid";

    /// <summary>The destination misses a blob or manifest that the manifest needs.</summary>
    public const string ManifestBlobUnknown = "ManifestBlobUnknown";

    /// <summary>The image is in Docker's schema 1, which is not replicated.</summary>
    public const string SchemaNotSupported = "SchemaNotSupported";

    /// <summary>The registry, or this version of Transship, cannot do what is asked.</summary>
    public const string Unsupported = "Unsupported";

    /// <summary>The connection could not be made, or broke.</summary>
    public const string ConnectionFailed = "ConnectionFailed";

    /// <summary>The content is larger than the registry or Transship accepts.</summary>
    public const string TooLarge = "TooLarge";

    /// <summary>A policy of the registry forbids it: an immutable tag, a quota, a read-only project.</summary>
    public const string PolicyRefused = "PolicyRefused";

    /// <summary>A repository, tag or digest does not follow the grammar.</summary>
    public const string InvalidReference = "InvalidReference";

    /// <summary>The registry broke the protocol, or refused in a way that has no better name.</summary>
    public const string ProtocolError = "ProtocolError";

    /// <summary>A run would remove more at a destination than its rule allows (spec.prune.maxDeletePercent), and removed nothing there.</summary>
    public const string DeleteLimitExceeded = "DeleteLimitExceeded";

    /// <summary>Two repositories of the source have the same name at the destination; the second is left out.</summary>
    public const string DestinationConflict = "DestinationConflict";

    /// <summary>A node evicted a pod of the run.</summary>
    public const string Evicted = "Evicted";

    /// <summary>A pod of the run used more memory than its limit.</summary>
    public const string OutOfMemory = "OutOfMemory";

    /// <summary>The node of a pod of the run is gone.</summary>
    public const string NodeLost = "NodeLost";

    /// <summary>The image of the run's pods cannot be pulled.</summary>
    public const string ImageNotPullable = "ImageNotPullable";

    /// <summary>No node takes the run's pods.</summary>
    public const string Unschedulable = "Unschedulable";

    /// <summary>A quota of the namespace keeps Jobs or pods of the run from being made.</summary>
    public const string QuotaExceeded = "QuotaExceeded";

    /// <summary>A policy of the cluster refuses Jobs or pods of the run.</summary>
    public const string AdmissionDenied = "AdmissionDenied";

    /// <summary>A pod of the run ended before its work was done.</summary>
    public const string WorkerFailed = "WorkerFailed";

    /// <summary>Something that nobody foresaw; the operator's log tells more.</summary>
    public const string InternalError = "InternalError";
}
