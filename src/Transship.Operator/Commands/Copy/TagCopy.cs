namespace Transship.Operator.Commands.Copy;

/// <summary>One tag to be copied.</summary>
/// <param name="Source">The repository that has it.</param>
/// <param name="Destination">The repository that gets it.</param>
/// <param name="Tag">The tag, the same at both ends.</param>
/// <param name="IsNew">True when the destination is known not to have it.</param>
/// <param name="RepositoryIsNew">True when the destination is known to have no tag of the repository.</param>
internal sealed record TagCopy(string Source, string Destination, string Tag, bool IsNew, bool RepositoryIsNew);
