using Transship.Testing.Servers;

namespace Transship.Integration.Install;

/// <summary>What the operator's service account may and may not do, asked from a real server.</summary>
internal static class OperatorPermissions
{
    public static async Task AssertAsync(Kubectl kubectl, string account, string ownNamespace)
    {
        Assert.True(await MayAsync(kubectl, account, "watch", "replicationrules.transship.io", "--all-namespaces"));
        Assert.True(await MayAsync(kubectl, account, "create", "replicationexecutions.transship.io", "--all-namespaces"));
        Assert.True(await MayAsync(kubectl, account, "patch", "replicationtasks.transship.io/status", "--all-namespaces"));
        Assert.True(await MayAsync(kubectl, account, "get", "secrets", "--all-namespaces"));
        Assert.True(await MayAsync(kubectl, account, "update", "leases.coordination.k8s.io", $"--namespace={ownNamespace}"));
        Assert.False(await MayAsync(kubectl, account, "update", "leases.coordination.k8s.io", "--namespace=kube-system"));
        Assert.False(await MayAsync(kubectl, account, "create", "pods", "--all-namespaces"));
        Assert.False(await MayAsync(kubectl, account, "delete", "secrets", "--all-namespaces"));
    }

    public static async Task<bool> MayAsync(Kubectl kubectl, string account, params string[] question)
    {
        var answer = await kubectl.TryRunAsync(["auth", "can-i", .. question, $"--as={account}"]);
        return answer.Output.Trim() switch
        {
            "yes" => true,
            "no" => false,
            var other => throw new ToolFailedException($"kubectl auth can-i {string.Join(' ', question)} answered '{other}'. {answer.Error}"),
        };
    }
}
