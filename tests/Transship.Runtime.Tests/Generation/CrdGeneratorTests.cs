using System.Text.Json.Nodes;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Manifests;
using Transship.Runtime.Generation;

namespace Transship.Runtime.Tests.Generation;

public sealed class CrdGeneratorTests
{
    [Fact]
    public void Generate_AllShapes_MatchesTheGoldenFile() =>
        GoldenFile.AssertEqual("widgets.yaml", ManifestWriter.ToYaml(CrdGenerator.Generate(typeof(Widget))));

    [Theory]
    [InlineData(typeof(Endpoint))]
    [InlineData(typeof(ReplicationRule))]
    [InlineData(typeof(ReplicationExecution))]
    [InlineData(typeof(ReplicationTask))]
    public void Generate_OurEntities_DescribesEveryField(Type entity)
    {
        var crd = CrdGenerator.Generate(entity);

        var schema = crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();
        Assert.Equal([], Undescribed(schema, entity.Name));
        Assert.Equal(ManifestWriter.ToYaml(crd), ManifestWriter.ToYaml(CrdGenerator.Generate(entity)));
    }

    [Theory]
    [InlineData(typeof(Computed), "Computed.Twice is computed")]
    [InlineData(typeof(Timed), "Bad.spec.after: a schema cannot express TimeSpan")]
    [InlineData(typeof(Nested), "contains itself")]
    [InlineData(typeof(KeyedByNumber), "the keys of a map are strings")]
    [InlineData(typeof(UnquotedDefault), "is no JSON")]
    [InlineData(typeof(PatternOnNumber), "PatternAttribute needs a value of type string")]
    [InlineData(typeof(UnknownKey), "the items have no field 'id'")]
    [InlineData(typeof(OptionalKey), "must be required")]
    [InlineData(typeof(UnboundedRule), "needs a bound")]
    public void Generate_WhatNoServerTakes_NamesTheField(Type spec, string problem)
    {
        var entity = typeof(Bad<>).MakeGenericType(spec);

        var thrown = Assert.Throws<InvalidOperationException>(() => CrdGenerator.Generate(entity));

        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Undescribed(JsonObject schema, string path)
    {
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            var field = property!.AsObject();
            if (field["description"] is null && name != "metadata")
            {
                yield return $"{path}.{name}";
            }

            foreach (var inner in Undescribed(field["items"]?.AsObject() ?? field, $"{path}.{name}"))
            {
                yield return inner;
            }
        }
    }

    [KubernetesEntity(Group = "example.org", Kind = "Bad", PluralName = "bads")]
    private sealed record Bad<TSpec> : CustomKubernetesEntity<TSpec>
        where TSpec : class, new();

    private sealed record Computed
    {
        public int Once { get; init; }

        public int Twice => Once * 2;
    }

    private sealed record Timed
    {
        public TimeSpan After { get; init; }
    }

    private sealed record Nested
    {
        public Nested? Inner { get; init; }
    }

    private sealed record KeyedByNumber
    {
        public IReadOnlyDictionary<int, string>? Map { get; init; }
    }

    private sealed record UnquotedDefault
    {
        [DefaultValue("word")]
        public string? Word { get; init; }
    }

    private sealed record PatternOnNumber
    {
        [Pattern("^1$")]
        public int Number { get; init; }
    }

    private sealed record Item
    {
        public string? Name { get; init; }
    }

    private sealed record UnknownKey
    {
        [ListMapKeys("id")]
        public IReadOnlyList<Item>? Items { get; init; }
    }

    private sealed record OptionalKey
    {
        [ListMapKeys("name")]
        public IReadOnlyList<Item>? Items { get; init; }
    }

    [ValidationRule("has(self.name)")]
    private sealed record Ruled
    {
        public string? Name { get; init; }
    }

    private sealed record UnboundedRule
    {
        public IReadOnlyList<Ruled>? Items { get; init; }
    }
}
