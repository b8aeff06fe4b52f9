using System.Globalization;
using System.Numerics;

namespace Transship.Replication.Schedules;

/// <summary>One field of a cron expression: the values that it allows, as a set of bits.</summary>
/// <param name="Bits">Bit n is set when the value n is allowed.</param>
/// <param name="IsAny">Whether the field is <c>*</c> or <c>?</c>: it restricts nothing.</param>
/// <param name="IsInterval">Whether the field has a star, a range or a step: it means "every so often", not "at".</param>
internal readonly record struct CronField(ulong Bits, bool IsAny, bool IsInterval)
{
    /// <summary>Whether a value is allowed.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(int value) => (Bits >> value & 1) != 0;

    /// <summary>The least allowed value from a value on, or -1.</summary>
    /// <param name="value">The value to start from, below 64.</param>
    public int NextFrom(int value)
    {
        var rest = Bits >> value << value;
        return rest == 0 ? -1 : BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>Reads a field: <c>*</c>, <c>?</c>, numbers, names, ranges, steps, and lists of them.</summary>
    /// <param name="text">The field.</param>
    /// <param name="kind">Its meaning and bounds.</param>
    /// <param name="field">The field.</param>
    /// <param name="fault">What is wrong: the offset in the text, and a sentence.</param>
    public static bool TryParse(string text, CronFieldKind kind, out CronField field, out (int Offset, string Message) fault)
    {
        field = default;
        fault = default;
        ulong bits = 0;
        var isAny = false;
        var isInterval = false;
        var offset = 0;
        foreach (var part in text.Split(','))
        {
            if (!TryParsePart(part, kind, ref bits, ref isAny, ref isInterval, out var message))
            {
                fault = (offset, message);
                return false;
            }

            offset += part.Length + 1;
        }

        field = new CronField(kind.Fold(bits), isAny, isInterval);
        return true;
    }

    private static bool TryParsePart(string part, CronFieldKind kind, ref ulong bits, ref bool isAny, ref bool isInterval, out string message)
    {
        message = "";
        var slash = part.IndexOf('/');
        var step = 1;
        if (slash >= 0 && !(int.TryParse(part.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out step) && step >= 1 && step <= kind.Max))
        {
            message = $"\"{part[(slash + 1)..]}\" is no step for {kind.Name}; write a number from 1 to {kind.Max}.";
            return false;
        }

        var range = slash < 0 ? part : part[..slash];
        var star = range is "*" or "?";
        var (low, high) = (kind.Min, kind.Max);
        if (!star)
        {
            var dash = range.IndexOf('-');
            if (!kind.TryRead(dash < 0 ? range : range[..dash], out low, out message) || (dash >= 0 && !kind.TryRead(range[(dash + 1)..], out high, out message)))
            {
                return false;
            }

            // "5/15" means "from 5 on, every 15".
            high = dash >= 0 ? high : slash >= 0 ? kind.Max : low;
            if (low > high)
            {
                message = $"The range {range} of {kind.Name} ends before it starts.";
                return false;
            }
        }

        isAny |= star && step == 1;
        isInterval |= star || low != high;
        for (var value = low; value <= high; value += step)
        {
            bits |= 1UL << value;
        }

        return true;
    }
}
