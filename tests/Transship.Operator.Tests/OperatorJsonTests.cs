using System.Text.Json;
using System.Text.Json.Serialization;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Serialization;
using Transship.Operator.Commands;

namespace Transship.Operator.Tests;

/// <summary>Whatever kind the program sends or reads, it has a generated contract: without one a command fails when it first asks a server.</summary>
public sealed class OperatorJsonTests
{
    public static TheoryData<Type> Kinds =>
        [.. new[] { typeof(OperatorJson), typeof(ReplicationRule) }.SelectMany(sample => sample.Assembly.GetTypes())
            .Where(type => type is { IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(IKubernetesObject)))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GetTypeInfo_EveryKind_HasAGeneratedContract(Type kind) =>
        Assert.IsAssignableFrom<JsonSerializerContext>(KubernetesJson.Options.GetTypeInfo(kind).OriginatingResolver);

    [Fact]
    public void Kinds_OfTheTest_AreThereAtAll() => Assert.True(Kinds.Count >= 6, $"Only {Kinds.Count} kinds were found.");

    [Fact]
    public void Deserialize_AnswerToWhoAmI_NamesTheUser() => Assert.Equal(
        "jane",
        JsonSerializer.Deserialize("""{"status":{"userInfo":{"username":"jane"}}}""", KubernetesJson.TypeInfo<SelfReview>())!.Status!.UserInfo!.Username);
}
