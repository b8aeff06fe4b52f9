using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Models;
using Transship.Testing.Servers;

namespace Transship.Testing.Nodes;

/// <summary>
/// A node of a real control plane whose kubelet runs the command of each pod as a process of this machine, with its mounts as folders,
/// and writes the pod's status. It judges what a pod is given and what Kubernetes makes of its end; it confines nothing.
/// </summary>
public sealed class TestNode : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan HeartbeatPause = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan SecretPause = TimeSpan.FromSeconds(1);

    private readonly KubernetesClient _client;
    private readonly Kubectl _kubectl;
    private readonly Uri _server;
    private readonly IReadOnlyList<string> _entryPoint;
    private readonly string _name;
    private readonly string _root = Directory.CreateTempSubdirectory("transship-node-").FullName;
    private readonly ConcurrentDictionary<string, TestPod> _pods = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private Task _work = Task.CompletedTask;
    private KubeletLogs? _logs;
    private DateTimeOffset _beat;
    private DateTimeOffset _secrets;

    private TestNode(KubernetesClientConfig config, Kubectl kubectl, IReadOnlyList<string> entryPoint)
    {
        (_client, _kubectl, _server, _entryPoint) = (new KubernetesClient(config), kubectl, config.Server, entryPoint);
        _name = $"test-{Guid.NewGuid().ToString("N")[..8]}";
    }

    /// <summary>What becomes of pods that arrive.</summary>
    public Func<V1Pod, PodFate> Fate { get; set; } = static _ => PodFate.Run;

    /// <summary>What went wrong in the node itself.</summary>
    public ConcurrentQueue<string> Troubles { get; } = [];

    /// <summary>Joins the cluster of a kubeconfig and returns when pods can be scheduled.</summary>
    /// <param name="kubeconfig">An administrator's.</param>
    /// <param name="entryPoint">What the image of all pods starts.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<TestNode> StartAsync(string kubeconfig, IReadOnlyList<string> entryPoint, CancellationToken cancellationToken = default)
    {
        var config = KubernetesClientConfig.Load(kubeconfig) with { Component = "test-node", QueriesPerSecond = 0 };
        var node = new TestNode(config, await Kubectl.ForKubeconfigAsync(kubeconfig, cancellationToken), entryPoint);
        try
        {
            node._logs = await KubeletLogs.StartAsync(node.LogOf, cancellationToken);
            await node._client.CreateAsync(new TestNodeObject { Metadata = new V1ObjectMeta { Name = node._name } }, cancellationToken);
            await node.BeatAsync(cancellationToken);
            node._work = Task.Run(node.WorkAsync, CancellationToken.None);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>The names of the pods of a namespace that run.</summary>
    public IReadOnlyList<string> Running(string ns) =>
        [.. _pods.Values.Where(p => p.IsRunning && p.Pod.Metadata.Namespace == ns).Select(p => p.Pod.Metadata.Name!).Order(StringComparer.Ordinal)];

    /// <summary>What all pods of a namespace logged.</summary>
    public string Logs(string ns) => string.Join('\n', _pods.Values.Where(p => p.Pod.Metadata.Namespace == ns).Select(p => $"--- {p.Pod.Metadata.Name}\n{p.Log}"));

    /// <summary>What the termination message of a pod would be if it ended now.</summary>
    public string LastWords(string ns, string pod) => Find(ns, pod) is { } found ? File.ReadAllText(found.Mounts.TerminationLog) : "";

    /// <summary>Kills the process of a pod with SIGKILL.</summary>
    public void Kill(string ns, string pod) => Find(ns, pod)?.Kill();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _work;
        foreach (var pod in _pods.Values)
        {
            pod.Dispose();
        }

        if (_logs is not null)
        {
            await _logs.DisposeAsync();
        }

        await _client.DeleteAsync<TestNodeObject>(_name, null, null, CancellationToken.None);
        _client.Dispose();
        _closing.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private string? LogOf(string ns, string pod) => _pods.Values.FirstOrDefault(p => p.Pod.Metadata.Namespace == ns && p.Pod.Metadata.Name == pod)?.Log;

    private async Task WorkAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await LookAsync(_closing.Token);
                await Task.Delay(Pause, TimeProvider.System, _closing.Token);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is KubernetesException or ToolFailedException or IOException or System.ComponentModel.Win32Exception)
            {
                Troubles.Enqueue(e.Message);
            }
        }
    }

    private TestPod? Find(string ns, string pod) => _pods.Values.FirstOrDefault(p => p.Pod.Metadata.Namespace == ns && p.Pod.Metadata.Name == pod);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (now - _beat > HeartbeatPause)
        {
            await BeatAsync(cancellationToken);
        }

        var list = await _client.ListAsync<V1Pod>(new ListQuery { FieldSelector = $"spec.nodeName={_name}" }, cancellationToken);
        foreach (var pod in list.Items)
        {
            await KeepAsync(pod, cancellationToken);
        }

        var known = list.Items.Select(p => p.Metadata.Uid!).ToHashSet(StringComparer.Ordinal);
        foreach (var (uid, lost) in _pods.Where(p => !known.Contains(p.Key)))
        {
            lost.Kill();
            _pods.TryRemove(uid, out _);
        }

        if (now - _secrets > SecretPause)
        {
            _secrets = now;
            foreach (var pod in _pods.Values.Where(p => p.IsRunning))
            {
                await pod.Mounts.WriteSecretsAsync(cancellationToken);
            }
        }
    }

    private async Task KeepAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (!_pods.TryGetValue(pod.Metadata.Uid!, out var known))
        {
            if (pod.Metadata.DeletionTimestamp is not null || pod.Status?.Phase is "Succeeded" or "Failed")
            {
                await RemoveIfDeletedAsync(pod, cancellationToken);
            }
            else
            {
                await ReceiveAsync(pod, cancellationToken);
            }

            return;
        }

        if (pod.Metadata.DeletionTimestamp is { } deadline)
        {
            await known.TerminateAsync(cancellationToken);
            if (deadline < TimeProvider.System.GetUtcNow())
            {
                known.Kill();
            }
        }

        if (known.HasExited && !known.IsReported)
        {
            known.IsReported = true;
            await known.DrainAsync(cancellationToken);
            var message = await File.ReadAllTextAsync(known.Mounts.TerminationLog, cancellationToken);
            await ReportAsync(pod, PodReports.Ended(known.ExitCode, message, Fate(pod) == PodFate.KillForMemory ? "OOMKilled" : null), cancellationToken);
        }

        if (!known.IsRunning)
        {
            await RemoveIfDeletedAsync(pod, cancellationToken);
        }
    }

    private async Task ReceiveAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var mounts = new PodMounts(pod, Directory.CreateDirectory(Path.Combine(_root, pod.Metadata.Uid!)).FullName, _client, _kubectl);
        var process = new TestPod(pod, mounts, _entryPoint, _server);
        switch (Fate(pod))
        {
            case PodFate.PullFails:
                await ReportAsync(pod, PodReports.CannotPull(pod), cancellationToken);
                return;
            case PodFate.Evict:
                await ReportAsync(pod, PodReports.Evicted, cancellationToken);
                return;
            case PodFate.Lose:
                await ReportAsync(pod, PodReports.Lost, cancellationToken);
                return;
            case var fate:
                await mounts.WriteAsync(cancellationToken);
                process.Start();
                _pods[pod.Metadata.Uid!] = process;
                await ReportAsync(pod, PodReports.Running, cancellationToken);
                if (fate == PodFate.KillForMemory)
                {
                    process.Kill();
                }

                return;
        }
    }

    private async Task RemoveIfDeletedAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            await _kubectl.TryRunAsync(["delete", "pod", pod.Metadata.Name!, "-n", pod.Metadata.Namespace!, "--grace-period=0", "--force", "--wait=false"], cancellationToken);
        }
    }

    private async Task ReportAsync(V1Pod pod, JsonObject status, CancellationToken cancellationToken)
    {
        var patch = Patch.Merge(new JsonObject { ["status"] = status }) with { Subresource = "status", FieldManager = "test-node" };
        await _client.PatchAsync<V1Pod>(pod.Metadata.Name!, pod.Metadata.Namespace, patch, cancellationToken);
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        _beat = TimeProvider.System.GetUtcNow();
        var patch = Patch.Merge(new JsonObject { ["status"] = PodReports.Node(_beat, _logs!.Port) }) with { Subresource = "status", FieldManager = "test-node" };
        await _client.PatchAsync<TestNodeObject>(_name, null, patch, cancellationToken);
    }
}
