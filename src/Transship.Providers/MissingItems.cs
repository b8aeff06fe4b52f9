using System.Runtime.CompilerServices;
using Transship.Registry.Errors;

namespace Transship.Providers;

/// <summary>How the APIs of clouds treat what is not there, and what is there already.</summary>
internal static class MissingItems
{
    /// <summary>What a missing repository holds: nothing.</summary>
    public static async IAsyncEnumerable<T> NoneIfMissingAsync<T>(this IAsyncEnumerable<T> listing, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var items = listing.GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync())
        {
            yield return items.Current;
        }

        async Task<bool> MoveNextAsync()
        {
            try
            {
                return await items.MoveNextAsync();
            }
            catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
            {
                return false;
            }
        }
    }

    /// <summary>Makes something that a listing does not have. That somebody else was faster is no error.</summary>
    /// <param name="exists">Whether it is there.</param>
    /// <param name="create">Makes it.</param>
    public static async Task EnsureAsync(Func<ValueTask<bool>> exists, Func<Task> create)
    {
        if (await exists())
        {
            return;
        }

        try
        {
            await create();
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.ProtocolError)
        {
            if (!await exists())
            {
                throw;
            }
        }
    }
}
