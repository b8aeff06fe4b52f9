using System.Text.Json.Nodes;

namespace Transship.Embedded.Apply;

/// <summary>The form in which managedFields carries a field set.</summary>
internal static class FieldsV1
{
    private const string Self = ".";

    public static FieldSet Parse(JsonObject fields)
    {
        var set = new FieldSet();
        foreach (var (name, value) in fields)
        {
            if (name == Self)
            {
                continue;
            }

            var step = PathElement.Parse(name);
            if (value is not JsonObject { Count: > 0 } below)
            {
                set.AddMember(step);
                continue;
            }

            if (below.ContainsKey(Self))
            {
                set.AddMember(step);
            }

            set.Put(step, Parse(below));
        }

        return set;
    }

    public static JsonObject Render(FieldSet set)
    {
        var fields = new JsonObject();
        foreach (var step in set.Members.Union(set.Children.Keys).Order())
        {
            var child = set.ChildOrNull(step);
            var below = child is null ? [] : Render(child);
            if (below.Count > 0 && set.HasMember(step))
            {
                below.Insert(0, Self, new JsonObject());
            }

            fields[step.Text] = below;
        }

        return fields;
    }
}
