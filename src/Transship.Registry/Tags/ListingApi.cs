using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Transship.Registry.Auth;
using Transship.Registry.Errors;
using Transship.Registry.Http;
using Transship.Registry.Pacing;

namespace Transship.Registry.Tags;

/// <summary>Tags of a repository and repositories of a registry, page by page as they come (distribution spec, "Listing tags"; Docker's catalog).</summary>
internal sealed class ListingApi(RegistryHttp http)
{
    private const int PageLimit = 16 * 1024 * 1024;
    private const int MaxPages = 10_000;

    private const int PageSize = 1000;
    private const int SmallPageSize = 100;

    public IAsyncEnumerable<string> TagsAsync(string repository, CancellationToken cancellationToken) =>
        PagesAsync($"v2/{repository}/tags/list", ScopeSet.Pull(repository), $"GET tags of {repository}", missingIsEmpty: true, ListingJson.Default.TagPage, p => p.Tags, cancellationToken);

    public IAsyncEnumerable<string> RepositoriesAsync(CancellationToken cancellationToken) =>
        PagesAsync("v2/_catalog", ScopeSet.Catalog, "GET the catalog", missingIsEmpty: false, ListingJson.Default.CatalogPage, p => p.Repositories, cancellationToken);

    private async IAsyncEnumerable<string> PagesAsync<TPage>(
        string path,
        ScopeSet scopes,
        string operation,
        bool missingIsEmpty,
        JsonTypeInfo<TPage> type,
        Func<TPage, IReadOnlyList<string?>?> items,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Uri? url = Url(PageSize);
        string? lastOfPage = null;
        for (var page = 0; url is not null && page < MaxPages && seen.Add(url.PathAndQuery); page++)
        {
            var (names, next) = page == 0 ? await FirstAsync(url) : await PageAsync(url, scopes, operation, missingIsEmpty, type, items, cancellationToken);
            if (names.Count == 0 || string.Equals(names[^1], lastOfPage, StringComparison.Ordinal))
            {
                yield break; // quirk 29: a page that repeats ends the listing
            }

            lastOfPage = names[^1];
            foreach (var name in names)
            {
                yield return name;
            }

            url = next;
        }

        Uri Url(int size) => http.Url(string.Create(CultureInfo.InvariantCulture, $"{path}?n={size}"));

        async Task<(IReadOnlyList<string> Names, Uri? Next)> FirstAsync(Uri first)
        {
            try
            {
                return await PageAsync(first, scopes, operation, missingIsEmpty, type, items, cancellationToken);
            }
            catch (RegistryException e) when (e.StatusCode is (int)HttpStatusCode.BadRequest or (int)HttpStatusCode.RequestEntityTooLarge)
            {
                return await PageAsync(Url(SmallPageSize), scopes, operation, missingIsEmpty, type, items, cancellationToken); // quirk 18
            }
        }
    }

    private async Task<(IReadOnlyList<string> Names, Uri? Next)> PageAsync<TPage>(
        Uri url, ScopeSet scopes, string operation, bool missingIsEmpty, JsonTypeInfo<TPage> type, Func<TPage, IReadOnlyList<string?>?> items, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new RegistryRequest(HttpMethod.Get, url, scopes) { Operation = operation, Budget = RequestBudget.Listing, BodyLimit = PageLimit, Expected = missingIsEmpty ? [HttpStatusCode.NotFound] : [] },
            cancellationToken);
        if (response.Status == HttpStatusCode.NotFound)
        {
            return ([], null); // quirk 30
        }

        try
        {
            var page = JsonSerializer.Deserialize(response.Body.Span, type);
            IReadOnlyList<string> names = page is null ? [] : [.. (items(page) ?? []).OfType<string>()];
            return (names, LinkHeader.Next(response));
        }
        catch (JsonException e)
        {
            // quirk 16: 200 with HTML
            throw new RegistryException(RegistryErrorKind.NotARegistry, $"{http.Endpoint.Name} answered {operation} with something that is no listing ({response.ContentType}).", e);
        }
    }
}
