using System.Runtime.CompilerServices;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Tests;

/// <summary>What <see cref="LoadedLibrariesTests"/> does in a load context of its own.</summary>
public static class LoadedLibraries
{
    /// <summary>Opens an endpoint of each cloud with credentials that need no library of it.</summary>
    public static int OpenWithKeys()
    {
        var key = new RegistryCredentials("AKIAIOSFODNN7EXAMPLE", new Secret("s"));
        var opened = 0;
        foreach (var (type, url, credentials) in new (string, string, RegistryCredentials?)[]
        {
            ("aws-ecr", "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com", key),
            ("azure-acr", "https://example.azurecr.io", new RegistryCredentials("admin", new Secret("s"))),
            ("google-gcr", "https://europe-west1-docker.pkg.dev", new RegistryCredentials("oauth2accesstoken", new Secret("s"))),
            ("docker-registry", "https://registry.example.com", null),
        })
        {
            if (ProviderCatalog.Default.TryFind(type, out var provider))
            {
                using var registry = provider.Open(new RegistryDeclaration { Url = new Uri(url), Credentials = credentials }, new RegistryClientOptions());
                opened++;
            }
        }

        return opened;
    }

    /// <summary>Uses a library of a cloud, so that the test can see that it would see it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int UseOne() => new Amazon.Runtime.BasicAWSCredentials("a", "b").GetHashCode();
}
