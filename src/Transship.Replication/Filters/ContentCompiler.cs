using System.Diagnostics.CodeAnalysis;
using Transship.Api;
using Transship.Api.Rules;

namespace Transship.Replication.Filters;

/// <summary>Compiles filters by label, kind and age.</summary>
internal static class ContentCompiler
{
    /// <summary>Compiles one.</summary>
    /// <param name="filter">A filter of type label or resource, or one by age.</param>
    /// <param name="name">The filter in words.</param>
    /// <param name="compiled">The compiled filter.</param>
    /// <param name="error">What is wrong with it, one sentence.</param>
    public static bool TryCompile(RuleFilter filter, string name, [NotNullWhen(true)] out ContentFilter? compiled, [NotNullWhen(false)] out string? error)
    {
        var excludes = filter.Decoration == FilterDecoration.Excludes;
        (compiled, error) = filter switch
        {
            { Labels: { } labels } => (new ContentFilter((facts, _) => labels.All(label => Carries(facts, label)), excludes, FactKinds.Labels, name), null),
            { MaxAge: { } text } when GoDuration.TryParse(text, out var age) && age > TimeSpan.Zero =>
                (new ContentFilter((facts, now) => facts.Time is { } time && now - time <= age, excludes, FactKinds.Time, name), null),
            { MaxAge: { } text } => (null, $"maxAge \"{text}\" is no length of time: write hours or minutes, as in 720h."),
            _ => KindOf(filter.Value) is { } kind
                ? (new ContentFilter((facts, _) => facts.Kind == kind, excludes, FactKinds.Kind, name), null)
                : ((ContentFilter?)null, (string?)$"\"{filter.Value}\" is no kind of artifact: write image, chart or artifact."),
        };
        return compiled is not null;
    }

    private static bool Carries(ArtifactFacts facts, string label) =>
        facts.Labels?.Any(has => has == label || (has.Length > label.Length && has[label.Length] == '=' && has.StartsWith(label, StringComparison.Ordinal))) is true;

    private static ArtifactKind? KindOf(string? value) => value switch
    {
        "image" => ArtifactKind.Image,
        "chart" => ArtifactKind.Chart,
        "artifact" => ArtifactKind.Artifact,
        _ => null,
    };
}
