using System.Security.Cryptography;
using System.Text;

namespace Transship.Integration.Servers;

/// <summary>Digests of manifests as text, in the form that registries use.</summary>
internal static class Sha256
{
    public static string Digest(string content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
}
