using System.Runtime.CompilerServices;

namespace Transship.Providers;

/// <summary>Pages of a listing that are asked for by their numbers, from 1, and tell how many items there are in all.</summary>
internal static class NumberedPages
{
    /// <summary>The items, until as many came as there are, or a page is empty.</summary>
    /// <param name="read">Reads a page.</param>
    /// <param name="cancellationToken">Ends the listing between two pages; a page itself is ended by the token that its reader has.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(Func<int, Task<(IReadOnlyList<T>? Items, int Total)>> read, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = 0;
        for (var number = 1; number <= ApiPages.Most; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await read(number) is not ({ Count: > 0 } items, var total))
            {
                yield break;
            }

            foreach (var item in items)
            {
                yield return item;
            }

            seen += items.Count;
            if (seen >= total)
            {
                yield break;
            }
        }
    }
}
