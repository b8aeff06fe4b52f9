using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Transship.Operator.Commands.Crds;

/// <summary>The reference of the command line, in Markdown: every command with its arguments, options and defaults, from the same texts as its help.</summary>
internal static class CommandReference
{
    /// <summary>Writes the sections of a program's commands.</summary>
    public static string Of(RootCommand program)
    {
        var text = new StringBuilder();
        foreach (var command in program.Subcommands)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append("## ").AppendJoin(' ', command.Arguments.Select(Usage).Prepend(command.Name)).Append("\n\n").Append(command.Description).Append("\n\n");
            var rows = command.Arguments.Select(argument => (Name: argument.Name, Default: "", Meaning: argument.Description ?? ""))
                .Concat(command.Options.Select(option => (Name: string.Join("`, `", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name)), Default(option), Meaning(option))));
            text.Append("| | default | meaning |\n|---|---|---|\n");
            foreach (var (name, value, meaning) in rows)
            {
                text.Append("| `").Append(name).Append("` | ").Append(value).Append(" | ").Append(FieldReference.Cell(meaning)).Append(" |\n");
            }
        }

        return text.ToString();
    }

    private static string Usage(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    private static string Meaning(Option option) => (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) is { IsEnum: true } type
        ? $"{option.Description} One of {string.Join(", ", Enum.GetNames(type).Select(name => $"`{name}`"))}."
        : option.Description ?? "";

    private static string Default(Option option) => option switch
    {
        { Required: true } => "required",
        { HasDefaultValue: true } when option.GetDefaultValue() is { } value and not false and not ICollection => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
        _ => "",
    };
}
