using System.Globalization;

namespace Transship.Replication.Filters;

/// <summary>A filter's regular expression took too long for one text: a run ends with that, and neither hangs nor guesses.</summary>
/// <param name="filter">The filter in words.</param>
/// <param name="text">The repository or tag that it was to match.</param>
/// <param name="limit">How long it may take.</param>
/// <param name="inner">What the matcher said.</param>
public sealed class FilterTimeoutException(string filter, string text, TimeSpan limit, Exception inner)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{filter} took more than {limit.TotalSeconds:0.###} s for '{(text.Length > MaxTextLength ? text[..MaxTextLength] : text)}': write a simpler expression, or a pattern."), inner)
{
    private const int MaxTextLength = 255;
}
