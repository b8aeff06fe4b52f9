using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Api.Tests.Schema;

/// <summary>The schema's defaults are what the code assumes where a server filled in none.</summary>
public sealed class DefaultsTests
{
    public static TheoryData<string, string> Properties
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var property in Defaulted())
            {
                data.Add(property.DeclaringType!.FullName!, property.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Default_OfTheSchema_FitsTheTypeAndItsOwnBounds(string type, string name)
    {
        var property = typeof(ReplicationRule).Assembly.GetType(type)!.GetProperty(name)!;
        var json = property.GetCustomAttribute<DefaultValueAttribute>()!.Json;

        var value = JsonSerializer.Deserialize(json, property.PropertyType, KubernetesJson.Options);

        Assert.NotNull(value);
        if (property.GetCustomAttribute<PatternAttribute>() is { } pattern)
        {
            Assert.Matches(new Regex(pattern.RegexPattern), JsonNode.Parse(json)!.GetValue<string>());
        }
    }

    [Fact]
    public void Default_OfTheCode_IsTheSchemas()
    {
        var checkedProperties = 0;
        foreach (var property in Defaulted().Where(property => property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null))
        {
            var owner = property.DeclaringType!;
            if (owner.GetConstructor(Type.EmptyTypes) is null)
            {
                continue;
            }

            var ofTheCode = JsonSerializer.SerializeToNode(property.GetValue(Activator.CreateInstance(owner)), property.PropertyType, KubernetesJson.Options);
            var ofTheSchema = JsonNode.Parse(property.GetCustomAttribute<DefaultValueAttribute>()!.Json);
            Assert.True(JsonNode.DeepEquals(ofTheSchema, ofTheCode), $"{owner.Name}.{property.Name}: {ofTheSchema} in the schema, {ofTheCode} in the code");
            checkedProperties++;
        }

        Assert.True(checkedProperties >= 8, $"{checkedProperties} properties");
    }

    [Fact]
    public void Flatten_PatternOfTheSchema_TakesWordsAndNumbers()
    {
        var pattern = new Regex(typeof(RuleDestination).GetProperty(nameof(RuleDestination.Flatten))!.GetCustomAttribute<PatternAttribute>()!.RegexPattern);

        Assert.All(["None", "All", "0", "12"], text => Assert.Matches(pattern, new IntOrString(text).ToString()));
        Assert.All(["all", "-1", "100", ""], text => Assert.DoesNotMatch(pattern, text));
    }

    private static IEnumerable<PropertyInfo> Defaulted() =>
        typeof(ReplicationRule).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(property => property.GetCustomAttribute<DefaultValueAttribute>() is not null);
}
