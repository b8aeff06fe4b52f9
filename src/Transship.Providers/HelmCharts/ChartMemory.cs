using Transship.Registry.Content;

namespace Transship.Providers.HelmCharts;

/// <summary>The charts that were made last, of all repositories of an endpoint. Bounded by their size; the oldest go first. Thread safe.</summary>
/// <param name="mostBytes">The most that they may take, unless it is one chart alone.</param>
internal sealed class ChartMemory(long mostBytes = 64 * 1024 * 1024)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(Uri Repository, string Chart, MadeChart Made)> _made = new();
    private long _weight;

    /// <summary>Finds a chart by the digest of its archive or of its manifest.</summary>
    public MadeChart? Find(Uri repository, string chart, Digest digest) => Search(repository, chart, m => m.Archive == digest || m.Manifest.Digest == digest);

    /// <summary>Finds a blob.</summary>
    public ReadOnlyMemory<byte>? Blob(Uri repository, string chart, Digest digest) => Search(repository, chart, m => m.Blobs.ContainsKey(digest))?.Blobs[digest];

    /// <summary>Remembers a chart.</summary>
    public void Add(Uri repository, string chart, MadeChart made)
    {
        lock (_lock)
        {
            if (_made.Any(m => m.Repository == repository && m.Chart == chart && m.Made.Manifest.Digest == made.Manifest.Digest))
            {
                return;
            }

            _made.AddFirst((repository, chart, made));
            _weight += made.Weight;
            while (_weight > mostBytes && _made.Count > 1)
            {
                _weight -= _made.Last!.Value.Made.Weight;
                _made.RemoveLast();
            }
        }
    }

    private MadeChart? Search(Uri repository, string chart, Func<MadeChart, bool> isWanted)
    {
        lock (_lock)
        {
            return _made.Where(m => m.Repository == repository && string.Equals(m.Chart, chart, StringComparison.Ordinal)).Select(m => m.Made).FirstOrDefault(isWanted);
        }
    }
}
