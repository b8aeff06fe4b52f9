namespace Transship.Embedded.Objects;

/// <summary>Makes names from prefixes, and uids.</summary>
/// <param name="random">The source of randomness.</param>
internal sealed class NameGenerator(Random random)
{
    // No vowels and nothing that is mistaken for another letter: no accidental words.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxPrefix = 63 - SuffixLength;

    private readonly Lock _gate = new();

    public string Next(string prefix)
    {
        lock (_gate)
        {
            return prefix[..Math.Min(prefix.Length, MaxPrefix)] + new string(random.GetItems<char>(Alphabet, SuffixLength));
        }
    }

    public string NextUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
        {
            random.NextBytes(bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
