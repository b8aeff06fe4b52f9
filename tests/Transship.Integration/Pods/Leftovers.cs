using Transship.Integration.Replication;

namespace Transship.Integration.Pods;

/// <summary>What a run in pods must take away with it.</summary>
internal static class Leftovers
{
    /// <summary>Waits until no Job, pod, role or account of the namespace's runs is left.</summary>
    public static async Task NoneAsync(Scene scene)
    {
        foreach (var resource in new[] { "jobs", "pods", "roles", "rolebindings" })
        {
            await scene.UntilAsync(resource, list => list.Count == 0 ? list : null, $"no {resource} are left");
        }

        foreach (var resource in new[] { "serviceaccounts", "secrets" })
        {
            await scene.UntilAsync(
                resource,
                list => list.Any(a => ((string)a["metadata"]!["name"]!).StartsWith("transship-worker", StringComparison.Ordinal)) ? null : list,
                $"no {resource} of workers are left");
        }
    }
}
