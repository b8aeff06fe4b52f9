using Transship.Registry.Content;

namespace Transship.Providers.HelmCharts;

/// <summary>The charts that were made last. Bounded by their size; the oldest go first. Thread safe.</summary>
internal sealed class ChartMemory
{
    private const long MostBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Chart, MadeChart Made)> _made = new();
    private long _weight;

    /// <summary>Finds a chart by the digest of its archive or of its manifest.</summary>
    public MadeChart? Find(string chart, Digest digest) => Search(chart, m => m.Archive == digest || m.Manifest.Digest == digest);

    /// <summary>Finds a blob.</summary>
    public ReadOnlyMemory<byte>? Blob(string chart, Digest digest) => Search(chart, m => m.Blobs.ContainsKey(digest))?.Blobs[digest];

    /// <summary>Remembers a chart.</summary>
    public void Add(string chart, MadeChart made)
    {
        lock (_lock)
        {
            if (_made.Any(m => m.Chart == chart && m.Made.Manifest.Digest == made.Manifest.Digest))
            {
                return;
            }

            _made.AddFirst((chart, made));
            _weight += made.Weight;
            while (_weight > MostBytes && _made.Count > 1)
            {
                _weight -= _made.Last!.Value.Made.Weight;
                _made.RemoveLast();
            }
        }
    }

    private MadeChart? Search(string chart, Func<MadeChart, bool> isWanted)
    {
        lock (_lock)
        {
            return _made.Where(m => string.Equals(m.Chart, chart, StringComparison.Ordinal)).Select(m => m.Made).FirstOrDefault(isWanted);
        }
    }
}
