using System.Diagnostics.CodeAnalysis;

namespace Transship.Replication.Filters;

/// <summary>
/// A glob with the semantics of doublestar v1.3.4, as Harbor users know them: <c>*</c> and <c>?</c> stay within a path component, <c>**</c> as a
/// whole component stands for any number of components, <c>[a-z]</c> and <c>[^a-z]</c> for one character, <c>{a,b}</c> for either, <c>\</c> takes the
/// next character literally. The whole text must match; case matters; the empty pattern matches everything. Matching takes time linear in the text.
/// </summary>
public sealed class Pattern
{
    /// <summary>The most characters of a pattern.</summary>
    public const int MaxLength = 1024;

    private readonly PatternProgram _program;

    private Pattern(string text, PatternProgram program)
    {
        Text = text;
        _program = program;
        Literals = LiteralPaths.Expand(text);
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>The only texts that can match, where the pattern names them one by one; null where it does not.</summary>
    public IReadOnlyList<string>? Literals { get; }

    /// <summary>Compiles a pattern.</summary>
    /// <param name="text">The pattern; null is the empty one.</param>
    /// <param name="pattern">The compiled pattern.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Pattern? pattern, [NotNullWhen(false)] out PatternError? error)
    {
        pattern = null;
        text ??= "";
        if (text.Length > MaxLength)
        {
            error = new PatternError(MaxLength + 1, $"The pattern has {text.Length} characters; at most {MaxLength} are read.");
            return false;
        }

        if (!PatternCompiler.TryCompile(text, out var program, out error))
        {
            return false;
        }

        pattern = new Pattern(text, program);
        return true;
    }

    /// <summary>Whether the whole text matches.</summary>
    /// <param name="text">A repository, a tag, or the empty text for an artifact without a tag.</param>
    public bool IsMatch(string text) => Text.Length == 0 || _program.IsMatch(text);

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => Text;
}
