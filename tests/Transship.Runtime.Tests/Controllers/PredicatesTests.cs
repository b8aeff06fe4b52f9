using Transship.Kubernetes.Models;
using Transship.Runtime.Controllers;
using Transship.Testing.Kubernetes;

namespace Transship.Runtime.Tests.Controllers;

public sealed class PredicatesTests
{
    private static readonly Widget Known = Widget.Named("a", "1") with
    {
        Metadata = Widget.Named("a", "1").Metadata with
        {
            Labels = new Dictionary<string, string> { ["team"] = "one" },
            Annotations = new Dictionary<string, string> { ["note"] = "one" },
        },
    };

    public static TheoryData<string, bool> Changes => new()
    {
        { "nothing", false },
        { "status", false },
        { "finalizers", false },
        { "generation", true },
        { "label changed", true },
        { "label added", true },
        { "labels gone", true },
        { "annotation changed", true },
        { "deletion", true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Q10_Change_IsWorthAReconcileOrNot(string change, bool isWorth)
    {
        var metadata = Known.Metadata with { ResourceVersion = "2" };
        var changed = change switch
        {
            "status" => Known with { Metadata = metadata, Status = new WidgetStatus { Size = 4 } },
            _ => Known with
            {
                Metadata = change switch
                {
                    "finalizers" => metadata with { Finalizers = ["transship.io/x"] },
                    "generation" => metadata with { Generation = 2 },
                    "label changed" => metadata with { Labels = new Dictionary<string, string> { ["team"] = "two" } },
                    "label added" => metadata with { Labels = new Dictionary<string, string> { ["team"] = "one", ["other"] = "x" } },
                    "labels gone" => metadata with { Labels = null },
                    "annotation changed" => metadata with { Annotations = new Dictionary<string, string> { ["note"] = "two" } },
                    "deletion" => metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch },
                    _ => metadata,
                },
            },
        };
        Assert.Equal(isWorth, Predicates.Default(Known, changed));
    }

    [Fact]
    public void Q10_NewObject_IsWorthAReconcile() => Assert.True(Predicates.Default(null, Known));

    [Fact]
    public void Q10_KindWithoutGenerations_GoesByItsVersion()
    {
        var secret = new V1Secret { Metadata = new V1ObjectMeta { Name = "s", Uid = "u", ResourceVersion = "1" } };
        Assert.True(Predicates.Default(secret, secret with { Metadata = secret.Metadata with { ResourceVersion = "2" } }));
        Assert.False(Predicates.Default(secret, secret));
    }
}
