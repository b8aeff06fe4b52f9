using System.Globalization;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Models;

namespace Transship.Testing.Nodes;

/// <summary>Statuses as a kubelet writes them.</summary>
internal static class PodReports
{
    private const string Container = "worker";

    public static JsonObject Running => Pod("Running", new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Now() } });

    public static JsonObject Evicted => new() { ["phase"] = "Failed", ["reason"] = "Evicted", ["message"] = "The node was low on resource: memory." };

    public static JsonObject Lost => new() { ["phase"] = "Failed", ["reason"] = "NodeLost", ["message"] = "Node test which was running pod is unresponsive." };

    public static JsonObject CannotPull(V1Pod pod) => Pod("Pending", new JsonObject
    {
        ["waiting"] = new JsonObject { ["reason"] = "ImagePullBackOff", ["message"] = $"Back-off pulling image \"{pod.Spec.Containers[0].Image}\"" },
    });

    public static JsonObject Ended(int exitCode, string message, string? reason) => Pod(exitCode == 0 ? "Succeeded" : "Failed", new JsonObject
    {
        ["terminated"] = new JsonObject
        {
            ["exitCode"] = exitCode,
            ["reason"] = reason ?? (exitCode == 0 ? "Completed" : "Error"),
            ["message"] = message,
            ["startedAt"] = Now(),
            ["finishedAt"] = Now(),
        },
    });

    public static JsonObject Node(DateTimeOffset now, int port)
    {
        var time = now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var room = new JsonObject { ["cpu"] = "64", ["memory"] = "64Gi", ["pods"] = "500", ["ephemeral-storage"] = "100Gi" };
        return new JsonObject
        {
            ["capacity"] = room.DeepClone(),
            ["allocatable"] = room,
            ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" }),
            ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = port } },
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = "True",
                ["reason"] = "KubeletReady",
                ["message"] = "ready",
                ["lastHeartbeatTime"] = time,
                ["lastTransitionTime"] = time,
            }),
        };
    }

    private static JsonObject Pod(string phase, JsonObject state) => new()
    {
        ["phase"] = phase,
        ["startTime"] = Now(),
        ["containerStatuses"] = new JsonArray(new JsonObject
        {
            ["name"] = Container,
            ["image"] = "test",
            ["imageID"] = "test",
            ["ready"] = phase == "Running",
            ["restartCount"] = 0,
            ["state"] = state,
        }),
    };

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
