namespace Transship.Registry.Auth;

/// <summary>What a token must allow, such as <c>repository:app:pull,push</c> (distribution's token spec). At most two repositories: one, and one to mount from.</summary>
internal sealed record ScopeSet
{
    public static readonly ScopeSet None = new([]);

    private ScopeSet(IReadOnlyList<string> scopes)
    {
        Scopes = scopes;
        Key = string.Join(' ', scopes);
    }

    public IReadOnlyList<string> Scopes { get; }

    /// <summary>The same for the same scopes in any order.</summary>
    public string Key { get; }

    /// <summary>The key of a set that allows this and more: who may push may pull.</summary>
    public string? Wider => Scopes is [var one] && one.EndsWith(":pull", StringComparison.Ordinal) ? one + ",push" : null;

    public static ScopeSet Catalog { get; } = new(["registry:catalog:*"]);

    /// <summary>One scope of a product's own API.</summary>
    public static ScopeSet Of(string scope) => new([scope]);

    public static ScopeSet Pull(string repository) => new([$"repository:{repository}:pull"]);

    public static ScopeSet Push(string repository) => new([$"repository:{repository}:pull,push"]);

    public static ScopeSet Delete(string repository) => new([$"repository:{repository}:delete,pull"]);

    // quirk 11: a mount needs both.
    public static ScopeSet Mount(string repository, string from) => string.Equals(repository, from, StringComparison.Ordinal)
        ? Push(repository)
        : new([.. new[] { $"repository:{repository}:pull,push", $"repository:{from}:pull" }.Order(StringComparer.Ordinal)]);

    /// <summary>These and what a challenge asks for besides.</summary>
    public ScopeSet With(string? challenged)
    {
        var more = (challenged ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(s => !Covers(s)).ToList();
        return more.Count == 0 ? this : new ScopeSet([.. Scopes.Concat(more).Order(StringComparer.Ordinal)]);
    }

    public bool Equals(ScopeSet? other) => string.Equals(Key, other?.Key, StringComparison.Ordinal);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    private bool Covers(string scope)
    {
        var mark = scope.LastIndexOf(':');
        var actions = scope[(mark + 1)..].Split(',');
        return Scopes.Any(own =>
        {
            var ownMark = own.LastIndexOf(':');
            return own.AsSpan(0, Math.Max(0, ownMark)).SequenceEqual(scope.AsSpan(0, Math.Max(0, mark)))
                && actions.All(a => own[(ownMark + 1)..].Split(',').Contains(a, StringComparer.Ordinal));
        });
    }
}
