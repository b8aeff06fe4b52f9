using System.Runtime.CompilerServices;
using Transship.Registry.Blobs;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Registry.Layouts;

/// <summary>
/// A directory of OCI image layouts as a registry: every repository is a layout in the folder of its name, tags are entries of
/// its index.json. Other tools read it as <c>oci:DIR/REPOSITORY:TAG</c>. Several clients, in one process or in several, may write at the same time.
/// </summary>
public sealed class LayoutClient : IRegistryClient
{
    private const int MaxFolderDepth = 16;

    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _writer = new(1);

    /// <summary>Creates a client of the directory that the endpoint's file URL names.</summary>
    public LayoutClient(RegistryEndpoint endpoint, RegistryClientOptions? options = null)
    {
        if (!endpoint.Url.IsFile)
        {
            throw new RegistryException(RegistryErrorKind.InvalidReference, $"An OCI layout is named by a file URL, such as file:///var/lib/images; '{endpoint.Url.Scheme}' is not one.");
        }

        Endpoint = endpoint;
        _root = endpoint.Url.LocalPath;
        _time = (options ?? new RegistryClientOptions()).Time;
    }

    /// <inheritdoc />
    public RegistryEndpoint Endpoint { get; }

    /// <inheritdoc />
    public Task<PingResult> PingAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        return Directory.Exists(_root)
            ? Task.FromResult(new PingResult("oci-layout/1.0.0", null, _time.GetElapsedTime(started)))
            : throw new RegistryException(RegistryErrorKind.NotFound, $"The directory {_root} does not exist; create or mount it.");
    }

    /// <inheritdoc />
    public Task<Descriptor?> ResolveAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var folder = Folder(repository);
        var entry = folder.Read().FirstOrDefault(d => LayoutFolder.TagOf(d) == reference || d.Digest.ToString() == reference);
        if (entry is null && Digest.TryParse(reference, out var digest) && new FileInfo(folder.BlobPath(digest)) is { Exists: true } file)
        {
            entry = new Descriptor { Digest = digest, Size = file.Length };
        }

        return Task.FromResult(entry);
    }

    /// <inheritdoc />
    public async Task<Manifest> GetManifestAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var entry = await ResolveAsync(repository, reference, cancellationToken)
            ?? throw new RegistryException(RegistryErrorKind.NotFound, $"The layout {repository} in {_root} has no {reference}.");
        var file = new FileInfo(Folder(repository).BlobPath(entry.Digest));
        if (!file.Exists || file.Length > Manifest.MaxSize)
        {
            throw new RegistryException(file.Exists ? RegistryErrorKind.TooLarge : RegistryErrorKind.NotFound,
                $"The manifest {entry.Digest} of the layout {repository} {(file.Exists ? $"is larger than {Manifest.MaxSize} bytes" : "is missing")}.");
        }

        return Manifest.Parse(await File.ReadAllBytesAsync(file.FullName, cancellationToken), entry.MediaType, entry.Digest);
    }

    /// <inheritdoc />
    public Task<bool> PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken cancellationToken) =>
        LayoutErrors.TranslateAsync(_root, () => StoreManifestAsync(repository, reference, manifest, cancellationToken));

    private async Task<bool> StoreManifestAsync(string repository, string reference, Manifest manifest, CancellationToken cancellationToken)
    {
        var folder = Folder(repository);
        await _writer.WaitAsync(cancellationToken);
        try
        {
            folder.Create(manifest.Digest);
            using var locked = await folder.LockAsync(_time, cancellationToken);
            LayoutFolder.Replace(folder.BlobPath(manifest.Digest), manifest.Content.Span);
            var isTag = !Digest.TryParse(reference, out _);
            if (isTag || manifest.Subject is not null)
            {
                var entry = isTag ? LayoutFolder.WithTag(manifest.Descriptor, reference) : manifest.Descriptor;
                folder.Write([.. folder.Read().Where(d => isTag ? LayoutFolder.TagOf(d) != reference : LayoutFolder.TagOf(d) is not null || d.Digest != manifest.Digest), entry]);
            }

            return true;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <inheritdoc />
    public async Task DeleteManifestAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var folder = Folder(repository);
        if (!folder.Exists)
        {
            return;
        }

        await _writer.WaitAsync(cancellationToken);
        try
        {
            using var locked = await folder.LockAsync(_time, cancellationToken);
            var entries = folder.Read();
            var kept = entries.Where(d => LayoutFolder.TagOf(d) != reference && d.Digest.ToString() != reference).ToList();
            if (kept.Count < entries.Count)
            {
                folder.Write(kept);
            }
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListTagsAsync(string repository, CancellationToken cancellationToken) =>
        Folder(repository).Read().Select(LayoutFolder.TagOf).OfType<string>().Order(StringComparer.Ordinal).ToAsyncEnumerable();

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListRepositoriesAsync(CancellationToken cancellationToken)
    {
        var search = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxFolderDepth, IgnoreInaccessible = true };
        return (Directory.Exists(_root) ? Directory.EnumerateDirectories(_root, "*", search) : [])
            .Where(LayoutFolder.IsLayout)
            .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)
            .ToAsyncEnumerable();
    }

    /// <inheritdoc />
    public Task<bool> BlobExistsAsync(string repository, Digest digest, CancellationToken cancellationToken) => Task.FromResult(File.Exists(Folder(repository).BlobPath(digest)));

    /// <inheritdoc />
    public Task<Stream> OpenBlobAsync(string repository, Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        var path = Folder(repository).BlobPath(blob.Digest);
        if (!File.Exists(path))
        {
            throw new RegistryException(RegistryErrorKind.NotFound, $"The layout {repository} in {_root} lacks the blob {blob.Digest}.");
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        file.Seek(offset, SeekOrigin.Begin);
        return Task.FromResult<Stream>(file);
    }

    /// <inheritdoc />
    public Task<BlobUploadOutcome> UploadBlobAsync(BlobUpload upload, CancellationToken cancellationToken) =>
        LayoutErrors.TranslateAsync(_root, () => StoreBlobAsync(upload, cancellationToken));

    private async Task<BlobUploadOutcome> StoreBlobAsync(BlobUpload upload, CancellationToken cancellationToken)
    {
        var folder = Folder(upload.Repository);
        folder.Create(upload.Blob.Digest);
        var target = folder.BlobPath(upload.Blob.Digest);
        var partial = LayoutFolder.PartialOf(target);
        var there = upload.MountFrom is null ? null : Folder(upload.MountFrom).BlobPath(upload.Blob.Digest);
        try
        {
            if (there is not null && File.Exists(there))
            {
                File.Copy(there, partial, overwrite: true);
                File.Move(partial, target, overwrite: true);
                return BlobUploadOutcome.Mounted;
            }

            using var slots = upload.EnterBulk is null ? null : await upload.EnterBulk(cancellationToken);
            await WriteAsync(upload, partial, cancellationToken);
            File.Move(partial, target, overwrite: true);
            return BlobUploadOutcome.Uploaded;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(string repository, Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in Folder(repository).Read().Where(d => LayoutFolder.TagOf(d) is null))
        {
            var manifest = await GetManifestAsync(repository, entry.Digest.ToString(), cancellationToken);
            if (manifest.Subject?.Digest == subject)
            {
                yield return entry;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writer.Dispose();

    private LayoutFolder Folder(string repository) => new(_root, repository);

    private static async Task WriteAsync(BlobUpload upload, string path, CancellationToken cancellationToken)
    {
        using var pump = new BlobPump(upload.Blob, upload.Bandwidth, upload.Progress);
        await using var source = await upload.Open(0, cancellationToken);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        await pump.MoveAsync(source, file, upload.Blob.Size, static _ => { }, cancellationToken);
    }
}
