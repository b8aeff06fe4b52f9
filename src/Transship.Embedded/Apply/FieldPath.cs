namespace Transship.Embedded.Apply;

/// <summary>The way to a field.</summary>
/// <param name="Steps">The steps from the root of the object.</param>
internal sealed record FieldPath(IReadOnlyList<PathElement> Steps)
{
    public static readonly FieldPath Root = new([]);

    public static FieldPath Of(params ReadOnlySpan<string> names)
    {
        var path = Root;
        foreach (var name in names)
        {
            path = path.Then(PathElement.Field(name));
        }

        return path;
    }

    public FieldPath Then(PathElement step) => new([.. Steps, step]);

    public override string ToString() => string.Concat(Steps.Select(step => step.ToString()));
}
