using System.Globalization;
using System.Text;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// JSON byte for byte as Go's encoding/json writes it: members in the order in which they come, maps sorted, empty members left out where asked, and the
/// characters of HTML escaped. The digests of what Helm pushes depend on it.
/// </summary>
internal sealed class GoJson
{
    private readonly StringBuilder _json = new();
    private bool _first = true;

    /// <summary>What was written.</summary>
    public byte[] Bytes => Encoding.UTF8.GetBytes(_json.ToString());

    public GoJson Object(Action<GoJson> members) => Nested('{', '}', () => members(this));

    public GoJson Array<T>(IEnumerable<T> items, Action<GoJson, T> item) => Nested('[', ']', () =>
    {
        foreach (var value in items)
        {
            Separate();
            item(this, value);
            _first = false;
        }
    });

    public GoJson Member(string name, Action<GoJson> value)
    {
        Separate();
        Text(name);
        _json.Append(':');
        value(this);
        _first = false;
        return this;
    }

    public GoJson Member(string name, string value) => Member(name, json => json.Text(value));

    public GoJson Member(string name, long value) => Member(name, json => json.Raw(value.ToString(CultureInfo.InvariantCulture)));

    public GoJson Optional(string name, string value) => value.Length > 0 ? Member(name, value) : this;

    public GoJson Optional(string name, bool value) => value ? Member(name, json => json.Raw("true")) : this;

    public GoJson Optional(string name, IReadOnlyCollection<string> values) =>
        values.Count > 0 ? Member(name, json => json.Array(values, static (item, value) => item.Text(value))) : this;

    public GoJson Optional(string name, IReadOnlyDictionary<string, string> values) => values.Count > 0 ? Member(name, json => json.Map(values)) : this;

    public GoJson Map(IReadOnlyDictionary<string, string> values) => Object(json =>
    {
        foreach (var (key, value) in values.OrderBy(v => v.Key, Utf8Order.Instance))
        {
            json.Member(key, value);
        }
    });

    public GoJson Raw(string value)
    {
        _json.Append(value);
        return this;
    }

    public GoJson Text(string value)
    {
        _json.Append('"');
        foreach (var c in value)
        {
            _json.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => null,
            });
            if (c is not ('"' or '\\' or < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029'))
            {
                _json.Append(c);
            }
        }

        _json.Append('"');
        return this;
    }

    private GoJson Nested(char open, char close, Action content)
    {
        _json.Append(open);
        _first = true;
        content();
        _json.Append(close);
        _first = false;
        return this;
    }

    private void Separate()
    {
        if (!_first)
        {
            _json.Append(',');
        }

        _first = true;
    }

    /// <summary>Go sorts keys by their UTF-8 bytes.</summary>
    private sealed class Utf8Order : IComparer<string>
    {
        public static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
