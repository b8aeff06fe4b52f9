using System.Text;

namespace Transship.Kubernetes.Configuration;

/// <summary>A certificate or key in PEM form, given as text or as a file that may be replaced while the process runs.</summary>
public sealed class PemSource
{
    private const int MaxFileBytes = 4 << 20;

    private readonly string? _text;

    private PemSource(string? text, string? path)
    {
        _text = text;
        Path = path;
    }

    /// <summary>The file; null for text.</summary>
    public string? Path { get; }

    /// <summary>The text itself.</summary>
    /// <param name="pem">PEM.</param>
    public static PemSource FromText(string pem) => new(pem, null);

    /// <summary>Text in base64, as a kubeconfig carries it.</summary>
    /// <param name="base64">PEM in base64.</param>
    /// <exception cref="FormatException">This is no base64.</exception>
    public static PemSource FromBase64(string base64) => new(Encoding.UTF8.GetString(Convert.FromBase64String(base64)), null);

    /// <summary>A file; it is read again when it changes (A6).</summary>
    /// <param name="path">The file.</param>
    public static PemSource FromFile(string path) => new(null, path);

    /// <summary>Names the file, never the content.</summary>
    public override string ToString() => Path ?? "***";

    /// <exception cref="KubernetesConfigException">The file cannot be read.</exception>
    internal string Read()
    {
        if (Path is null)
        {
            return _text!;
        }

        try
        {
            return new FileInfo(Path).Length <= MaxFileBytes
                ? File.ReadAllText(Path)
                : throw new KubernetesConfigException($"{Path}: the file is too large for a certificate or key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigException($"{Path}: the certificate or key cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>A client certificate with its key.</summary>
/// <param name="Certificate">The certificate, intermediates behind it.</param>
/// <param name="Key">The private key.</param>
public sealed record ClientCertificateSource(PemSource Certificate, PemSource Key);
