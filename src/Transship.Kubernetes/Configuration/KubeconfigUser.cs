using Transship.Kubernetes.Authentication;

namespace Transship.Kubernetes.Configuration;

/// <summary>The <c>user</c> part of a kubeconfig.</summary>
internal static class KubeconfigUser
{
    internal static KubernetesClientConfig Apply(KubernetesClientConfig config, KubeconfigNode user, TimeProvider timeProvider) => config with
    {
        ClientCertificate = ClientCertificate(user),
        Credentials = Credentials(config, user, timeProvider),
        Impersonate = user.Text("as") is { } other ? new Impersonation(other) { Groups = user.Texts("as-groups"), Uid = user.Text("as-uid") } : null,
    };

    private static ClientCertificateSource? ClientCertificate(KubeconfigNode user)
    {
        var certificate = KubeconfigCluster.Pem(user, "client-certificate");
        var key = KubeconfigCluster.Pem(user, "client-key");
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw user.Error("client-certificate", "there is a client-key, but no certificate to it."),
            (_, null) => throw user.Error("client-key", "there is a client-certificate, but no key to it."),
            _ => new ClientCertificateSource(certificate, key),
        };
    }

    private static ICredentialSource? Credentials(KubernetesClientConfig config, KubeconfigNode user, TimeProvider timeProvider)
    {
        if (user.FilePath("tokenFile") is { } file)
        {
            return File.Exists(file) ? new TokenFile(file, timeProvider) : throw user.Error("tokenFile", $"there is no file {file}.");
        }

        if (user.Text("token") is { } token)
        {
            return StaticCredential.Bearer(token);
        }

        if (user.Text("username") is { } name)
        {
            return StaticCredential.Basic(name, user.Text("password") ?? "");
        }

        if (user.Mapping("auth-provider") is not null)
        {
            throw user.Error("auth-provider", "Kubernetes dropped auth providers: use an exec plugin.");
        }

        return user.Mapping("exec") is { } exec ? new ExecPlugin(KubeconfigExec.Read(exec, config), timeProvider) : null;
    }
}
