using Transship.Api.Endpoints;
using Transship.Providers;
using Transship.Registry.Endpoints;

namespace Transship.Operator.Endpoints;

/// <summary>Which registry an endpoint is, as far as its specification tells.</summary>
internal static class EndpointAddress
{
    /// <summary>The address in one form, whether it is written or follows from type, region and account; null where it cannot be told.</summary>
    /// <param name="spec">The endpoint.</param>
    /// <param name="providers">The products.</param>
    public static string? Of(EndpointSpec spec, ProviderCatalog providers)
    {
        if (string.IsNullOrWhiteSpace(spec.Url))
        {
            return providers.TryFind(spec.Type, out var provider) ? PresetOf(spec, provider)?.ToString() : null;
        }

        return EndpointUrl.TryParse(spec.Url, out var url, out _) ? new RegistryEndpoint(url).ApiBase.ToString() : spec.Url.TrimEnd('/');
    }

    private static Uri? PresetOf(EndpointSpec spec, IRegistryProvider provider)
    {
        try
        {
            return provider.AddressOf(new RegistryDeclaration { Region = spec.Region, Aws = new AwsSettings { RegistryId = spec.Aws?.RegistryId } });
        }
        catch (DeclarationException)
        {
            return null; // The endpoint's own status says what is missing.
        }
    }
}
