using System.Net;
using System.Runtime.CompilerServices;
using Transship.Registry.Apis;

namespace Transship.Providers;

/// <summary>Pages of a listing that name the next one in a Link header (RFC 8288).</summary>
internal static class ApiPages
{
    /// <summary>The most pages of one listing: who repeats them for ever is stopped.</summary>
    public const int Most = 10_000;

    /// <summary>The pages; none where the first answers 404 and the request expects that.</summary>
    public static IAsyncEnumerable<ApiAnswer> FollowAsync(ApiClient api, ApiRequest first, CancellationToken cancellationToken) =>
        FollowAsync(api.SendAsync, first, cancellationToken);

    /// <summary>The pages, fetched by whoever has the credentials.</summary>
    public static async IAsyncEnumerable<ApiAnswer> FollowAsync(
        Func<ApiRequest, CancellationToken, Task<ApiAnswer>> send, ApiRequest first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var answer in FollowAsync(await send(first, cancellationToken), send, first, cancellationToken))
        {
            yield return answer;
        }
    }

    /// <summary>The pages from one on that is there already.</summary>
    public static async IAsyncEnumerable<ApiAnswer> FollowAsync(
        ApiAnswer answer, Func<ApiRequest, CancellationToken, Task<ApiAnswer>> send, ApiRequest first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = first;
        for (var page = 1; answer.Status != HttpStatusCode.NotFound; page++)
        {
            yield return answer;
            if (page >= Most || answer.NextPage is not { } next || next.ToString() == request.Path)
            {
                yield break;
            }

            request = first with { Path = next.ToString() };
            answer = await send(request, cancellationToken);
        }
    }
}
