using System.Text;
using System.Text.Json;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.References;

namespace Transship.Registry.Layouts;

/// <summary>One OCI image layout on disk (OCI image spec, image layout): a repository of a layout endpoint.</summary>
internal sealed class LayoutFolder
{
    private const string TagAnnotation = "org.opencontainers.image.ref.name";
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(10);
    private const int MaxIndexSize = 64 * 1024 * 1024;
    private static readonly byte[] Marker = Encoding.UTF8.GetBytes("""{"imageLayoutVersion":"1.0.0"}""");

    private readonly string _path;

    public LayoutFolder(string root, string repository)
    {
        if (ImageReference.RepositoryProblem(repository) is { } problem)
        {
            throw new RegistryException(RegistryErrorKind.InvalidReference, problem + ".");
        }

        _path = Path.Combine(root, Path.Combine(repository.Split('/')));
    }

    public bool Exists => IsLayout(_path);

    public static bool IsLayout(string path) => File.Exists(Path.Combine(path, "oci-layout"));

    public string BlobPath(Digest digest) => Path.Combine(_path, "blobs", digest.Algorithm, digest.Hex);

    public void Create(Digest digest)
    {
        Directory.CreateDirectory(Path.Combine(_path, "blobs", digest.Algorithm));
        var marker = Path.Combine(_path, "oci-layout");
        if (File.Exists(marker))
        {
            return;
        }

        var partial = PartialOf(marker);
        File.WriteAllBytes(partial, Marker);
        try
        {
            File.Move(partial, marker, overwrite: false); // whoever holds a lock on the first one keeps it
        }
        catch (IOException) when (File.Exists(marker))
        {
            File.Delete(partial);
        }
    }

    /// <summary>Waits until nobody else changes the layout: no other client, and no other process that asks the same way. Dispose to let others.</summary>
    /// <exception cref="IOException">Somebody has it for too long.</exception>
    public async Task<IDisposable> LockAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(_path, "oci-layout"), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException) && time.GetElapsedTime(started) < LockPatience)
            {
                await Task.Delay(LockPause, time, cancellationToken);
            }
        }
    }

    /// <summary>The entries of index.json; none when there is no such layout.</summary>
    public IReadOnlyList<Descriptor> Read()
    {
        var file = new FileInfo(Path.Combine(_path, "index.json"));
        if (!file.Exists)
        {
            return [];
        }

        if (file.Length > MaxIndexSize)
        {
            throw new RegistryException(RegistryErrorKind.TooLarge, $"{file.FullName} is larger than {MaxIndexSize} bytes.");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), ContentJson.Default.ManifestDocument)?.Manifests ?? [];
        }
        catch (JsonException e)
        {
            throw new RegistryException(RegistryErrorKind.ManifestInvalid, $"{file.FullName} is not the index of an OCI image layout: {e.Message}", e);
        }
    }

    public void Write(IReadOnlyList<Descriptor> entries) => Replace(
        Path.Combine(_path, "index.json"),
        JsonSerializer.SerializeToUtf8Bytes(new ManifestDocument { SchemaVersion = 2, MediaType = MediaTypes.OciIndex, Manifests = entries }, ContentJson.Default.ManifestDocument));

    public static string? TagOf(Descriptor entry) => entry.Annotations?.GetValueOrDefault(TagAnnotation);

    public static Descriptor WithTag(Descriptor entry, string tag) =>
        entry with { Annotations = new Dictionary<string, string>(entry.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [TagAnnotation] = tag } };

    /// <summary>A name beside a file that nobody else takes.</summary>
    public static string PartialOf(string path) => $"{path}.{Guid.NewGuid():N}.partial";

    /// <summary>Writes beside and renames, so that a reader never sees half a file.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var partial = PartialOf(path);
        File.WriteAllBytes(partial, content);
        File.Move(partial, path, overwrite: true);
    }
}
