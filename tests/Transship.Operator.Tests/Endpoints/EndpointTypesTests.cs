using System.Reflection;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Entities.Schema;
using Transship.Providers;

namespace Transship.Operator.Tests.Endpoints;

public sealed class EndpointTypesTests
{
    [Fact]
    public void Type_OfTheDefinition_TakesWhatTheProgramHas() => Assert.Equal(
        ProviderCatalog.Default.Types,
        typeof(EndpointSpec).GetProperty(nameof(EndpointSpec.Type))!.GetCustomAttribute<EnumValuesAttribute>()!.Values);
}
