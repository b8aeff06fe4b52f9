using System.Text.Json;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;
using Transship.Operator.Pods;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Pods;

public sealed class ShardJobTests
{
    private static readonly Shard Work = new()
    {
        Namespace = "default",
        Execution = "run",
        Parallelism = 2,
        Pods = 4,
        Tasks = ["one", "two"],
        Endpoints = new Dictionary<string, EndpointSpec>
        {
            ["source"] = new() { Url = "http://a", Credentials = new EndpointCredentials { SecretRef = new LocalReference { Name = "login" } } },
            ["destination"] = new()
            {
                Url = "http://b",
                Credentials = new EndpointCredentials { SecretRef = new LocalReference { Name = "login" } },
                Tls = new EndpointTls { CaSecretRef = new LocalReference { Name = "authority" } },
            },
        },
    };

    [Fact]
    public void Of_TheSameWorkInTheSameState_HasTheSameName()
    {
        var first = Job("one 1\ntwo 1");

        Assert.Equal(first.Metadata.Name, Job("one 1\ntwo 1").Metadata.Name);
        Assert.NotEqual(first.Metadata.Name, Job("one 2\ntwo 1").Metadata.Name);
        Assert.True(first.Metadata.Name!.Length <= 57);
    }

    [Fact]
    public void Of_AShard_IsReadBack()
    {
        var job = Job();

        Assert.Equal(["one", "two"], ShardJobs.TasksOf(job));
        Assert.Equal(["uid-of-run"], ShardJobs.ExecutionOf(job));
        Assert.False(ShardJobs.IsHarvested(job));
        Assert.Equal("http://a", Shard.Parse(job.Spec.Template.Metadata.Annotations![TransshipApi.ShardAnnotation]).Endpoints["source"].Url);
    }

    [Fact]
    public void RunOf_APodOfARunWithALongName_IsThatRunAndNotWhatItsLabelSays()
    {
        var name = new string('n', 100);
        var cluster = new FakeCluster();
        var job = cluster.Add(Job(name: name));
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = "pod",
                Namespace = "default",
                Labels = new Dictionary<string, string>(job.Metadata.Labels!, StringComparer.Ordinal) { [ShardJobs.JobNameLabel] = job.Metadata.Name! },
            },
        };

        Assert.Equal(new NamespacedName("default", name), ShardJobs.RunOf(pod, new ClusterCache<V1Job>(cluster)));
        Assert.NotEqual(name, pod.Metadata.Labels[TransshipApi.ExecutionLabel]);
    }

    [Fact]
    public void Of_AnyRule_IsRestrictedAndRepeatsNothingItself()
    {
        var job = Job();
        var (pod, container) = (job.Spec.Template.Spec, Assert.Single(job.Spec.Template.Spec.Containers));

        Assert.Equal((0, "Never", null), (job.Spec.BackoffLimit, pod.RestartPolicy, job.Spec.TtlSecondsAfterFinished));
        Assert.Equal((true, "RuntimeDefault", false, false), (pod.SecurityContext!.RunAsNonRoot, pod.SecurityContext.SeccompProfile!.Type, pod.AutomountServiceAccountToken, pod.EnableServiceLinks));
        Assert.Equal((false, true), (container.SecurityContext!.AllowPrivilegeEscalation, container.SecurityContext.ReadOnlyRootFilesystem));
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities!.Drop!);
        Assert.Equal(["Ignore", "FailJob"], job.Spec.PodFailurePolicy!.Rules.Select(r => r.Action));
    }

    [Fact]
    public void Of_EndpointsWithSecrets_MountsEachOfThemOnceAndNoOther()
    {
        var pod = Job().Spec.Template.Spec;

        Assert.Equal(["authority", "login"], pod.Volumes!.Where(v => v.Secret is not null).Select(v => v.Secret!.SecretName));
        Assert.Equal(
            ["/etc/transship/secrets/authority", "/etc/transship/secrets/login"],
            pod.Containers[0].VolumeMounts!.Where(m => m.Name.StartsWith("secret-", StringComparison.Ordinal) && m.ReadOnly is true).Select(m => m.MountPath));
        Assert.DoesNotContain(pod.Containers[0].Env!, e => e.Name != "POD_NAME");
    }

    [Fact]
    public void Of_APodOfTheRule_PassesItThrough()
    {
        const string Template = """
            {"image": "mirror/transship:1", "priorityClassName": "low", "runtimeClassName": "gvisor", "serviceAccountName": "cloud", "nodeSelector": {"disk": "fast"},
             "labels": {"kueue.x-k8s.io/queue-name": "night", "app.kubernetes.io/component": "mine"}, "annotations": {"note": "x"}, "imagePullSecrets": [{"name": "pull"}],
             "tolerations": [{"key": "spot", "operator": "Exists"}], "affinity": {"nodeAffinity": {}}, "env": [{"name": "HTTPS_PROXY", "value": "http://p"}],
             "resources": {"limits": {"memory": "1Gi", "cpu": 2}}, "activeDeadlineSeconds": 60}
            """;
        var job = Job(pod: JsonSerializer.Deserialize<RulePod>(Template, KubernetesJson.Options));
        var (pod, container) = (job.Spec.Template.Spec, job.Spec.Template.Spec.Containers[0]);

        Assert.Equal(("mirror/transship:1", "low", "gvisor", "cloud", 60), (container.Image, pod.PriorityClassName, pod.RuntimeClassName, pod.ServiceAccountName, job.Spec.ActiveDeadlineSeconds));
        Assert.Equal(("night", "night"), (job.Metadata.Labels!["kueue.x-k8s.io/queue-name"], job.Spec.Template.Metadata.Labels!["kueue.x-k8s.io/queue-name"]));
        Assert.Equal("transship-worker", job.Metadata.Labels["app.kubernetes.io/component"]);
        Assert.Equal(("fast", "spot", "pull"), (pod.NodeSelector!["disk"], pod.Tolerations![0].Key, pod.ImagePullSecrets![0].Name));
        Assert.Equal(("http://p", "1Gi", "2"), (container.Env![0].Value, container.Resources!.Limits!["memory"].Text, container.Resources.Limits["cpu"].Text));
        Assert.NotNull(pod.Affinity!["nodeAffinity"]);
    }

    private static V1Job Job(string state = "state", RulePod? pod = null, string name = "run")
    {
        var rule = Sample.Rule().Spec with { Execution = new RuleExecution { Pod = pod } };
        var execution = Sample.Started(name, rule);
        return ShardJob.Of(execution with { Metadata = execution.Metadata with { Uid = "uid-of-run" } }, Work with { Execution = name }, state, "transship:test");
    }
}
