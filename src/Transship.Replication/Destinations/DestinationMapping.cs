using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Transship.Api.Rules;
using Transship.Replication.Filters;

namespace Transship.Replication.Destinations;

/// <summary>Under which name a source repository is found at a destination.</summary>
public sealed class DestinationMapping
{
    /// <summary>Stands for all components but the last.</summary>
    private const int All = -1;

    private readonly string? _namespace;
    private readonly int _flatten;

    private DestinationMapping(string? @namespace, int flatten)
    {
        _namespace = @namespace;
        _flatten = flatten;
    }

    /// <summary>Whether every repository keeps its name.</summary>
    public bool IsIdentity => _namespace is null && _flatten == 0;

    /// <summary>Whether two repositories never get the same name: so it is unless something is flattened.</summary>
    public bool IsInjective => _flatten == 0;

    /// <summary>What the names of all repositories at the destination start with; empty for no namespace.</summary>
    public string Prefix => _namespace is null ? "" : _namespace + "/";

    /// <summary>Reads the mapping of a destination.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="error">What is wrong with it, one sentence.</param>
    public static bool TryCreate(RuleDestination destination, [NotNullWhen(true)] out DestinationMapping? mapping, [NotNullWhen(false)] out string? error)
    {
        mapping = null;
        error = null;
        if (destination.Namespace is { Length: > 0 } path && !Grammar.IsRepository(path))
        {
            error = $"The namespace \"{path}\" is no repository path: write lower-case components joined by slashes, as in mirror/library.";
            return false;
        }

        if (!TryReadFlatten(destination.Flatten?.Text, out var flatten))
        {
            error = $"\"{destination.Flatten}\" is no way to flatten: write None, All, or the number of leading components to replace (0 to 99).";
            return false;
        }

        mapping = new DestinationMapping(string.IsNullOrEmpty(destination.Namespace) ? null : destination.Namespace, flatten);
        return true;
    }

    /// <summary>Maps one repository.</summary>
    /// <param name="sourceRepository">The repository at the source.</param>
    /// <param name="destinationRepository">The repository at the destination.</param>
    /// <param name="error">Why this repository has no name there, one sentence. Other repositories may have.</param>
    public bool TryMap(string sourceRepository, [NotNullWhen(true)] out string? destinationRepository, [NotNullWhen(false)] out string? error)
    {
        destinationRepository = null;
        error = null;
        var components = sourceRepository.Split('/');
        var dropped = _flatten == All ? components.Length - 1 : _flatten;
        if (dropped > components.Length - 1)
        {
            error = $"{sourceRepository} has {components.Length - 1} leading path components, and flatten is to replace {dropped}: lower flatten, or filter the repository out.";
            return false;
        }

        var kept = components[dropped..];
        var mapped = string.Join('/', _namespace is null ? kept : [_namespace, .. kept]);
        if (mapped.Length > Grammar.MaxRepositoryLength)
        {
            error = $"{sourceRepository} would be a name of {mapped.Length} characters at the destination, and {Grammar.MaxRepositoryLength} are allowed: shorten the namespace, or flatten more.";
            return false;
        }

        if (!Grammar.IsRepository(mapped))
        {
            error = $"{sourceRepository} would be {mapped} at the destination, which is no repository name.";
            return false;
        }

        destinationRepository = mapped;
        return true;
    }

    /// <summary>Which repository of the source would have a name at the destination.</summary>
    /// <param name="destinationRepository">The repository at the destination.</param>
    /// <returns>Null where none would, and where flattening makes it impossible to tell.</returns>
    public string? Invert(string destinationRepository) =>
        !IsInjective ? null
        : _namespace is null ? destinationRepository
        : destinationRepository.StartsWith(_namespace + "/", StringComparison.Ordinal) ? destinationRepository[(_namespace.Length + 1)..]
        : null;

    private static bool TryReadFlatten(string? text, out int flatten)
    {
        flatten = text is "All" ? All : 0;
        return text is null or "None" or "All"
            || (text.Length <= 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out flatten));
    }
}
