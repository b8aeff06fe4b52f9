using System.Globalization;

namespace Transship.Benchmarks.Copying;

/// <summary>A program that copies, and how it is told to copy a set in the fastest way that it has.</summary>
/// <param name="Name">As it is shown.</param>
/// <param name="Verifies">Whether it checks the digest of what it copies.</param>
/// <param name="Command">Program and arguments for a set, a source and a destination (HOST:PORT); null when it cannot.</param>
internal sealed record CopyProgram(string Name, bool Verifies, Func<ImageSet, string, string, IReadOnlyList<string>?> Command)
{
    /// <summary>Ours.</summary>
    public static CopyProgram Transship(string path) => new("transship", true, (set, from, to) =>
    [
        path, "copy", .. set.Form switch
        {
            ImageSetForm.Repository => new[] { "--all-tags" },
            ImageSetForm.Namespace => ["--recursive"],
            _ => [],
        },
        $"http://{from}/{set.Reference}", $"http://{to}/{set.Reference}",
    ]);

    /// <summary>One process a repository; several repositories at a time.</summary>
    public static CopyProgram Crane(string path) => new("crane", true, (set, from, to) => set.Form switch
    {
        ImageSetForm.Image => [path, "copy", $"{from}/{set.Reference}", $"{to}/{set.Reference}"],
        ImageSetForm.Repository => [path, "copy", "--all-tags", "--jobs", "8", $"{from}/{set.Reference}", $"{to}/{set.Reference}"],
        _ => [
            "/bin/sh", "-c", "crane=$1 from=$2 to=$3; shift 3; printf '%s\\n' \"$@\" | xargs -P 2 -I {} \"$crane\" copy --all-tags --jobs 8 \"$from/{}\" \"$to/{}\"",
            "crane", path, from, to, .. set.Repositories.Select(r => r.Repository),
        ],
    });

    /// <summary>Copies an image, or synchronises repositories that a file lists.</summary>
    public static CopyProgram Skopeo(string path, string folder) => new("skopeo", true, (set, from, to) =>
    {
        if (set.Form == ImageSetForm.Image)
        {
            return [path, "copy", "--all", "--preserve-digests", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false", $"docker://{from}/{set.Reference}", $"docker://{to}/{set.Reference}"];
        }

        var list = Path.Combine(folder, "skopeo.yaml");
        File.WriteAllLines(list, [$"\"{from}\":", "  tls-verify: false", "  images:", .. set.Repositories.Select(r => string.Create(CultureInfo.InvariantCulture, $"    {r.Repository}: []"))]);
        var parent = set.Repositories[0].Repository.Split('/')[0];
        return [path, "sync", "--all", "--preserve-digests", "--dest-tls-verify=false", "--src", "yaml", "--dest", "docker", list, $"{to}/{parent}"];
    });

    /// <summary>Copies single images only; it verifies no digest of a blob.</summary>
    public static CopyProgram Oras(string path) => new("oras", false, (set, from, to) => set.Form == ImageSetForm.Image
        ? [path, "cp", "--from-plain-http", "--to-plain-http", $"{from}/{set.Reference}", $"{to}/{set.Reference}"]
        : null);
}
