using System.Globalization;
using System.Text.Json.Nodes;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Replication.Executions;

namespace Transship.Operator.Pods;

/// <summary>Makes the Job of a shard. Pure.</summary>
internal static class ShardJob
{
    /// <summary>The container.</summary>
    public const string Container = "worker";

    /// <summary>The exit code that no repetition can mend.</summary>
    public const int FinalExitCode = 2;

    private const string ShardFolder = "/etc/transship/shard";
    private const string SecretFolder = "/etc/transship/secrets";
    private const string AccountFolder = "/var/run/secrets/transship.io/serviceaccount";
    private const string TerminationLog = "/dev/termination-log";

    /// <summary>The Job that works on a shard.</summary>
    /// <param name="execution">The run that owns it.</param>
    /// <param name="shard">The work.</param>
    /// <param name="state">What tells this work from the same tasks at another time: equal work in an equal state has an equal name.</param>
    /// <param name="image">The image where the rule names none.</param>
    /// <param name="telemetry">Variables by which workers export what they measure; those of the rule win.</param>
    public static V1Job Of(ReplicationExecution execution, Shard shard, string state, string image, IReadOnlyList<V1EnvVar>? telemetry = null)
    {
        var pod = execution.Status!.Rule!.Spec.Execution?.Pod ?? new RulePod();
        var labels = Labels(execution, pod);
        return new V1Job
        {
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.Shard(execution.Metadata.Name!, execution.Metadata.Uid!, state),
                Namespace = execution.Metadata.Namespace,
                Labels = labels,
                Annotations = pod.Annotations,
                OwnerReferences = [V1OwnerReference.ControllerOf(execution)],
            },
            Spec = new V1JobSpec
            {
                // The rule says how often failures are repeated, and for which tasks: the Job adds nothing to that but pods that a node lost.
                BackoffLimit = 0,
                ActiveDeadlineSeconds = pod.ActiveDeadlineSeconds,
                PodFailurePolicy = FailurePolicy,
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta
                    {
                        Labels = labels,
                        Annotations = new Dictionary<string, string>(pod.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal)
                        {
                            [TransshipApi.ShardAnnotation] = shard.ToJson(),
                        },
                    },
                    Spec = Pod(pod, shard, pod.Image ?? image, telemetry ?? []),
                },
            },
        };
    }

    private static V1PodFailurePolicy FailurePolicy => new()
    {
        Rules =
        [
            new V1PodFailurePolicyRule { Action = "Ignore", OnPodConditions = [new V1PodFailureCondition { Type = "DisruptionTarget", Status = "True" }] },
            new V1PodFailurePolicyRule
            {
                Action = "FailJob",
                OnExitCodes = new V1PodFailureExitCodes { ContainerName = Container, Operator = "In", Values = [FinalExitCode] },
            },
        ],
    };

    private static Dictionary<string, string> Labels(ReplicationExecution execution, RulePod pod) => new(pod.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)
    {
        [ShardJobs.ComponentLabel] = ShardJobs.Component,
        [TransshipApi.RuleLabel] = ChildNames.LabelValue(execution.Spec.RuleRef.Name),
        [TransshipApi.ExecutionLabel] = ChildNames.LabelValue(execution.Metadata.Name!),
    };

    private static V1PodSpec Pod(RulePod pod, Shard shard, string image, IReadOnlyList<V1EnvVar> telemetry)
    {
        var secrets = ShardSecrets.Of(shard);
        return new V1PodSpec
        {
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = 30,
            ServiceAccountName = pod.ServiceAccountName ?? WorkerAccess.Name,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            NodeSelector = pod.NodeSelector,
            Tolerations = pod.Tolerations,
            Affinity = (JsonObject?)pod.Affinity?.DeepClone(),
            PriorityClassName = pod.PriorityClassName,
            RuntimeClassName = pod.RuntimeClassName,
            ImagePullSecrets = pod.ImagePullSecrets,
            SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
            Containers = [Worker(pod, secrets, image, telemetry)],
            Volumes = Volumes(secrets),
        };
    }

    private static V1Container Worker(RulePod pod, IReadOnlyList<string> secrets, string image, IReadOnlyList<V1EnvVar> telemetry) => new()
    {
        Name = Container,
        Image = image,
        Args = ["worker", "--shard", $"{ShardFolder}/shard.json", "--secrets", SecretFolder, "--service-account", AccountFolder, "--termination-log", TerminationLog],
        Env =
        [
            .. telemetry.Where(variable => pod.Env?.Any(own => own.Name == variable.Name) != true),
            .. pod.Env ?? [],
            new V1EnvVar { Name = "POD_NAME", ValueFrom = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.name" } } },
        ],
        Resources = pod.Resources ?? new V1ResourceRequirements
        {
            Requests = new Dictionary<string, IntOrString> { ["cpu"] = new("100m"), ["memory"] = new("128Mi") },
            Limits = new Dictionary<string, IntOrString> { ["memory"] = new("512Mi") },
        },
        TerminationMessagePath = TerminationLog,
        TerminationMessagePolicy = "FallbackToLogsOnError",
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
        VolumeMounts =
        [
            new V1VolumeMount { Name = "shard", MountPath = ShardFolder, ReadOnly = true },
            new V1VolumeMount { Name = "account", MountPath = AccountFolder, ReadOnly = true },
            new V1VolumeMount { Name = "tmp", MountPath = "/tmp" },
            .. secrets.Select((name, i) => new V1VolumeMount { Name = SecretVolume(i), MountPath = $"{SecretFolder}/{name}", ReadOnly = true }),
        ],
    };

    private static IReadOnlyList<V1Volume> Volumes(IReadOnlyList<string> secrets) =>
    [
        new V1Volume
        {
            Name = "shard",
            DownwardAPI = new V1DownwardApiVolume
            {
                Items = [new V1DownwardApiFile { Path = "shard.json", FieldRef = new V1FieldReference { FieldPath = $"metadata.annotations['{TransshipApi.ShardAnnotation}']" } }],
            },
        },
        new V1Volume
        {
            Name = "account",
            Projected = new V1ProjectedVolume
            {
                Sources =
                [
                    new V1VolumeProjection { ServiceAccountToken = new V1ServiceAccountTokenProjection { Path = "token", ExpirationSeconds = 3607 } },
                    new V1VolumeProjection { ConfigMap = new V1ConfigMapProjection { Name = "kube-root-ca.crt" } },
                ],
            },
        },
        new V1Volume { Name = "tmp", EmptyDir = new V1EmptyDirVolume { SizeLimit = "64Mi" } },

        // Optional, so that a secret that is missing is told by the task that needs it, not by a pod that never starts.
        .. secrets.Select((name, i) => new V1Volume { Name = SecretVolume(i), Secret = new V1SecretVolume { SecretName = name, Optional = true } }),
    ];

    private static string SecretVolume(int index) => string.Create(CultureInfo.InvariantCulture, $"secret-{index}");
}
