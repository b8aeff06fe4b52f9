using System.Text;

namespace Transship.Runtime.Events;

internal static class EventNote
{
    /// <summary>Bytes of UTF-8 that the API server takes (E4).</summary>
    internal const int MaxBytes = 1024;

    private const string Ellipsis = "...";

    /// <summary>Cuts a note at a character, marking that something is missing.</summary>
    internal static string Cut(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= MaxBytes)
        {
            return note;
        }

        var cut = new StringBuilder();
        var left = MaxBytes - Ellipsis.Length;
        foreach (var rune in note.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            cut.Append(rune);
        }

        return cut.Append(Ellipsis).ToString();
    }
}
