using System.Collections.Immutable;

namespace Transship.Embedded.Cel;

/// <summary>Finds variables and functions that are not there, before any object is judged by them.</summary>
internal sealed class CelNameCheck
{
    public bool UsesOldSelf { get; private set; }

    public void Visit(CelExpression expression, ImmutableHashSet<string> variables)
    {
        switch (expression)
        {
            case CelExpression.Identifier { Name: "oldSelf" }:
                UsesOldSelf = true;
                break;
            case CelExpression.Identifier identifier when identifier.Name != "self" && !variables.Contains(identifier.Name):
                throw new CelException($"undeclared reference to '{identifier.Name}' (in container '')");
            case CelExpression.Call call when !CelFunctions.Exists(call.Name):
                throw new CelException($"undeclared reference to '{call.Name}' (in container '')");
            case CelExpression.Comprehension macro:
                Visit(macro.Target, variables);
                foreach (var part in new[] { macro.Body, macro.Result }.OfType<CelExpression>())
                {
                    Visit(part, variables.Add(macro.Variable));
                }

                break;
            default:
                foreach (var part in Parts(expression))
                {
                    Visit(part, variables);
                }

                break;
        }
    }

    private static IEnumerable<CelExpression> Parts(CelExpression expression) => expression switch
    {
        CelExpression.Member member => [member.Target],
        CelExpression.Has has => [has.Target],
        CelExpression.Index index => [index.Target, index.Key],
        CelExpression.Unary unary => [unary.Operand],
        CelExpression.Binary binary => [binary.Left, binary.Right],
        CelExpression.Conditional conditional => [conditional.Condition, conditional.Then, conditional.Otherwise],
        CelExpression.ListOf list => list.Items,
        CelExpression.MapOf map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        CelExpression.Call { Target: { } target } call => [target, .. call.Arguments],
        CelExpression.Call call => call.Arguments,
        _ => [],
    };
}
