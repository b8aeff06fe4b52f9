using Transship.Operator.Endpoints;
using Transship.Providers;

namespace Transship.Operator.Tests.Endpoints;

public sealed class CapabilityNamesTests
{
    [Fact]
    public void Of_AllCapabilities_AreNamedInOrder()
    {
        var all = new RegistryCapabilities { Catalog = true, Chunked = true, Delete = true, Events = true, Mount = true, Referrers = true, TagDelete = true };
        Assert.Equal(["catalog", "chunked", "delete", "events", "mount", "referrers", "tagDelete"], CapabilityNames.Of(all));
        Assert.Empty(CapabilityNames.Of(new RegistryCapabilities()));
    }
}
