using System.Text.Json;
using System.Text.Json.Serialization;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Tests.Serialization;

/// <summary>Nothing is read or written by reflection, and generated contracts behave as reflection does.</summary>
public sealed class ContractTests
{
    public static TheoryData<Type> Kinds =>
        [.. typeof(KubernetesJson).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IKubernetesObject)))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GetTypeInfo_EveryKind_HasAGeneratedContract(Type kind) =>
        Assert.IsAssignableFrom<JsonSerializerContext>(KubernetesJson.Options.GetTypeInfo(kind).OriginatingResolver);

    [Fact]
    public void GetTypeInfo_TypeThatNoContextHolds_IsRefused() => Assert.Throws<NotSupportedException>(() => KubernetesJson.Options.GetTypeInfo(typeof(ContractTests)));

    [Fact]
    public void Deserialize_MembersThatAreAbsent_KeepWhatInitializersSay()
    {
        var status = JsonSerializer.Deserialize("""{"code":404}""", KubernetesJson.TypeInfo<V1Status>())!;

        Assert.Equal(new V1Status { Code = 404 }, status);
        Assert.Equal("Status", status.Kind);
    }

    [Fact]
    public void Deserialize_RequiredMemberThatIsAbsent_IsRefusedByName()
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"kind":"Job"}""", KubernetesJson.TypeInfo<V1OwnerReference>()));

        Assert.Contains("'apiVersion'", error.Message, StringComparison.Ordinal);
    }
}
