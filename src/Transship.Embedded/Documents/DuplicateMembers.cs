using System.Text.Json;

namespace Transship.Embedded.Documents;

/// <summary>Finds members that appear twice in one JSON object.</summary>
internal static class DuplicateMembers
{
    public static void Find(ReadOnlySpan<byte> json, List<string> found)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        var scopes = new Stack<(HashSet<string>? Names, string Path, int Index)>();
        var current = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                case JsonTokenType.StartArray:
                    var path = Child(scopes, current);
                    scopes.Push((reader.TokenType == JsonTokenType.StartObject ? new HashSet<string>(StringComparer.Ordinal) : null, path, -1));
                    break;
                case JsonTokenType.EndObject:
                case JsonTokenType.EndArray:
                    scopes.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    current = reader.GetString()!;
                    var scope = scopes.Peek();
                    if (!scope.Names!.Add(current))
                    {
                        found.Add($"duplicate field \"{Join(scope.Path, current)}\"");
                    }

                    break;
                default:
                    _ = Child(scopes, current);
                    break;
            }
        }
    }

    private static string Child(Stack<(HashSet<string>? Names, string Path, int Index)> scopes, string member)
    {
        if (scopes.Count == 0)
        {
            return "";
        }

        var parent = scopes.Pop();
        parent.Index++;
        scopes.Push(parent);
        return parent.Names is null ? $"{parent.Path}[{parent.Index}]" : Join(parent.Path, member);
    }

    private static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";
}
