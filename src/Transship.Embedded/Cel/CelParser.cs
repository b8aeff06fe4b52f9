using System.Globalization;

namespace Transship.Embedded.Cel;

/// <summary>Parses an expression of the Common Expression Language, as far as validation rules use it.</summary>
internal sealed class CelParser
{
    private const int MaxDepth = 100;

    private static readonly string[][] Levels =
    [
        ["||"],
        ["&&"],
        ["==", "!=", "<=", ">=", "<", ">", "in"],
        ["+", "-"],
        ["*", "/", "%"],
    ];

    private readonly List<CelToken> _tokens;
    private int _at;
    private int _depth;

    private CelParser(List<CelToken> tokens) => _tokens = tokens;

    private CelToken Current => _tokens[_at];

    /// <summary>Parses a whole expression.</summary>
    /// <exception cref="CelException">The expression cannot be understood.</exception>
    public static CelExpression Parse(string source)
    {
        var parser = new CelParser(CelLexer.Read(source));
        var expression = parser.Expression();
        return parser.Current.Kind == CelTokenKind.End ? expression : throw parser.Unexpected();
    }

    private CelExpression Expression()
    {
        if (++_depth > MaxDepth)
        {
            throw new CelException("Syntax error: the expression is nested too deeply");
        }

        var condition = Binary(0);
        if (Take("?"))
        {
            var then = Binary(0);
            Expect(":");
            condition = new CelExpression.Conditional(condition, then, Expression());
        }

        _depth--;
        return condition;
    }

    private CelExpression Binary(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (IsOperator(Levels[level]))
        {
            var symbol = Current.Text;
            _at++;
            left = new CelExpression.Binary(symbol, left, Binary(level + 1));
        }

        return left;
    }

    private CelExpression Unary()
    {
        if (Take("!"))
        {
            return new CelExpression.Unary("!", Unary());
        }

        return Take("-") ? new CelExpression.Unary("-", Unary()) : Postfix(Primary());
    }

    private CelExpression Postfix(CelExpression target)
    {
        while (true)
        {
            if (Take("."))
            {
                var name = Name();
                target = Take("(") ? Method(target, name) : new CelExpression.Member(target, name, false);
            }
            else if (Take(".?"))
            {
                target = new CelExpression.Member(target, Name(), true);
            }
            else if (Take("["))
            {
                target = new CelExpression.Index(target, Closed("]"), false);
            }
            else if (Take("[?"))
            {
                target = new CelExpression.Index(target, Closed("]"), true);
            }
            else
            {
                return target;
            }
        }
    }

    private CelExpression Primary()
    {
        var token = Current;
        _at++;
        switch (token.Kind)
        {
            case CelTokenKind.Text:
                return new CelExpression.Literal(token.Text);
            case CelTokenKind.Integer or CelTokenKind.Unsigned:
                return new CelExpression.Literal(Integer(token));
            case CelTokenKind.Double:
                return new CelExpression.Literal(double.Parse(token.Text, CultureInfo.InvariantCulture));
            case CelTokenKind.Identifier:
                return Named(token.Text);
            case CelTokenKind.Operator when token.Text == "(":
                return Closed(")");
            case CelTokenKind.Operator when token.Text == "[":
                return new CelExpression.ListOf(Arguments("]"));
            case CelTokenKind.Operator when token.Text == "{":
                return Map();
            default:
                _at--;
                throw Unexpected();
        }
    }

    private CelExpression Named(string name)
    {
        switch (name)
        {
            case "true":
                return new CelExpression.Literal(true);
            case "false":
                return new CelExpression.Literal(false);
            case "null":
                return new CelExpression.Literal(null);
        }

        if (!Take("("))
        {
            return new CelExpression.Identifier(name);
        }

        var arguments = Arguments(")");
        if (name == "has")
        {
            return arguments is [CelExpression.Member { IsOptional: false } member]
                ? new CelExpression.Has(member.Target, member.Name)
                : throw new CelException("invalid argument to has() macro");
        }

        return new CelExpression.Call(null, name, arguments);
    }

    private CelExpression Method(CelExpression target, string name)
    {
        var arguments = Arguments(")");
        if (name is not ("all" or "exists" or "exists_one" or "existsOne" or "filter" or "map") || arguments.Count is < 2 or > 3)
        {
            return new CelExpression.Call(target, name, arguments);
        }

        if (arguments[0] is not CelExpression.Identifier variable)
        {
            throw new CelException($"argument must be a simple name: the first one of {name}()");
        }

        return new CelExpression.Comprehension(target, name, variable.Name, arguments[1], arguments.Count == 3 ? arguments[2] : null);
    }

    private CelExpression.MapOf Map()
    {
        var entries = new List<(CelExpression, CelExpression)>();
        while (!Take("}"))
        {
            var key = Expression();
            Expect(":");
            entries.Add((key, Expression()));
            if (!Take(","))
            {
                Expect("}");
                break;
            }
        }

        return new CelExpression.MapOf(entries);
    }

    private List<CelExpression> Arguments(string end)
    {
        var arguments = new List<CelExpression>();
        while (!Take(end))
        {
            arguments.Add(Expression());
            if (!Take(","))
            {
                Expect(end);
                break;
            }
        }

        return arguments;
    }

    private CelExpression Closed(string end)
    {
        var inner = Expression();
        Expect(end);
        return inner;
    }

    private static long Integer(CelToken token)
    {
        var isHex = token.Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return long.TryParse(isHex ? token.Text[2..] : token.Text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new CelException($"Syntax error: the number {token.Text} is out of range");
    }

    private string Name()
    {
        if (Current.Kind != CelTokenKind.Identifier)
        {
            throw Unexpected();
        }

        return _tokens[_at++].Text;
    }

    private bool IsOperator(string[] symbols) => Current.Kind is CelTokenKind.Operator or CelTokenKind.Identifier && symbols.Contains(Current.Text, StringComparer.Ordinal);

    private bool Take(string symbol)
    {
        if (Current.Kind != CelTokenKind.Operator || Current.Text != symbol)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw Unexpected();
        }
    }

    private CelException Unexpected() =>
        new($"Syntax error: mismatched input '{(Current.Kind == CelTokenKind.End ? "<EOF>" : Current.Text)}' (position {Current.Position.ToString(CultureInfo.InvariantCulture)})");
}
