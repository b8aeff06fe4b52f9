namespace Transship.Providers;

/// <summary>A registry that lists its repositories.</summary>
public interface IRepositoryListing
{
    /// <summary>Lists repositories, page by page, in the product's order.</summary>
    /// <param name="prefix">
    /// What the name of every repository that is wanted starts with, empty for all: for products that list by project, organization or namespace.
    /// More may be listed than what starts with it; the caller filters.
    /// </param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, CancellationToken cancellationToken);
}
