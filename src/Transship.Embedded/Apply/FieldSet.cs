namespace Transship.Embedded.Apply;

/// <summary>A set of field paths, as a tree. A path may be in the set with or without paths below it.</summary>
internal sealed class FieldSet
{
    private readonly SortedSet<PathElement> _members = [];
    private readonly SortedDictionary<PathElement, FieldSet> _children = [];

    /// <summary>The steps that are paths of the set themselves.</summary>
    public IReadOnlyCollection<PathElement> Members => _members;

    /// <summary>The steps below which the set has paths.</summary>
    public IReadOnlyDictionary<PathElement, FieldSet> Children => _children;

    public bool IsEmpty => _members.Count == 0 && _children.Values.All(child => child.IsEmpty);

    public static FieldSet Of(FieldPath path)
    {
        var set = new FieldSet();
        set.Add(path);
        return set;
    }

    public void Add(FieldPath path)
    {
        var at = this;
        var steps = path.Steps;
        for (var i = 0; i < steps.Count - 1; i++)
        {
            at = at.Child(steps[i]);
        }

        if (steps.Count > 0)
        {
            at._members.Add(steps[^1]);
        }
    }

    public void AddMember(PathElement step) => _members.Add(step);

    public FieldSet Child(PathElement step)
    {
        if (!_children.TryGetValue(step, out var child))
        {
            _children[step] = child = new FieldSet();
        }

        return child;
    }

    /// <summary>Says which paths the set has below a step: those of another set, which from then on belongs to this one.</summary>
    public void Put(PathElement step, FieldSet? below)
    {
        if (below is { IsEmpty: false })
        {
            _children[step] = below;
        }
    }

    public bool HasMember(PathElement step) => _members.Contains(step);

    public FieldSet? ChildOrNull(PathElement step) => _children.GetValueOrDefault(step);

    public FieldSet Union(FieldSet other) => Combine(other, (mine, theirs) => mine || theirs, (mine, theirs) => (mine, theirs) switch
    {
        (null, _) => theirs,
        (_, null) => mine,
        _ => mine.Union(theirs),
    });

    public FieldSet Intersect(FieldSet other) => Combine(
        other,
        (mine, theirs) => mine && theirs,
        (mine, theirs) => mine is null || theirs is null ? null : mine.Intersect(theirs));

    /// <summary>The paths that are not in the other set.</summary>
    public FieldSet Except(FieldSet other) => Combine(
        other,
        (mine, theirs) => mine && !theirs,
        (mine, theirs) => theirs is null ? mine : mine?.Except(theirs));

    /// <summary>The paths that are neither in the other set nor below one that is.</summary>
    public FieldSet ExceptBelow(FieldSet other)
    {
        var result = new FieldSet();
        foreach (var step in _members.Where(step => !other._members.Contains(step)))
        {
            result._members.Add(step);
        }

        foreach (var (step, child) in _children.Where(entry => !other._members.Contains(entry.Key)))
        {
            result.Put(step, other.ChildOrNull(step) is { } theirs ? child.ExceptBelow(theirs) : child);
        }

        return result;
    }

    /// <summary>The set with every path's parents in it too.</summary>
    public FieldSet WithParents()
    {
        var result = new FieldSet();
        result._members.UnionWith(_members);
        foreach (var (step, child) in _children.Where(entry => !entry.Value.IsEmpty))
        {
            result._members.Add(step);
            result._children[step] = child.WithParents();
        }

        return result;
    }

    public bool SetEquals(FieldSet other) => Except(other).IsEmpty && other.Except(this).IsEmpty;

    public IEnumerable<FieldPath> Paths() => Paths(FieldPath.Root);

    private IEnumerable<FieldPath> Paths(FieldPath prefix)
    {
        foreach (var step in _members)
        {
            yield return prefix.Then(step);
        }

        foreach (var (step, child) in _children)
        {
            foreach (var path in child.Paths(prefix.Then(step)))
            {
                yield return path;
            }
        }
    }

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> member, Func<FieldSet?, FieldSet?, FieldSet?> child)
    {
        var result = new FieldSet();
        foreach (var step in _members.Union(other._members).Where(step => member(_members.Contains(step), other._members.Contains(step))))
        {
            result._members.Add(step);
        }

        foreach (var step in _children.Keys.Union(other._children.Keys))
        {
            result.Put(step, child(ChildOrNull(step), other.ChildOrNull(step)));
        }

        return result;
    }
}
