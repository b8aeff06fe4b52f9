using Transship.Operator.Endpoints;
using Transship.Providers;

namespace Transship.Operator.Tests.Endpoints;

public sealed class CapabilityNamesTests
{
    [Fact]
    public void Of_AllCapabilities_AreNamedInOrder()
    {
        var all = new RegistryCapabilities { Artifacts = true, Catalog = true, Chunked = true, Delete = true, Events = true, Labels = true, Mount = true, Namespaces = true, PushTimes = true, Referrers = true, TagDelete = true };
        Assert.Equal(["artifacts", "catalog", "chunked", "delete", "events", "labels", "mount", "namespaces", "push", "pushTimes", "referrers", "tagDelete"], CapabilityNames.Of(all));
        Assert.Empty(CapabilityNames.Of(new RegistryCapabilities { Push = false }));
    }
}
