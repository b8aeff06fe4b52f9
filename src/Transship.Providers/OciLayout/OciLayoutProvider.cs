using Transship.Registry.Clients;
using Transship.Registry.Layouts;

namespace Transship.Providers.OciLayout;

/// <summary>A directory of OCI image layouts, named by a file URL: for transfer across an air gap.</summary>
public sealed class OciLayoutProvider : IRegistryProvider
{
    /// <summary>The type that an endpoint names.</summary>
    public const string TypeName = "oci-layout";

    /// <inheritdoc />
    public string Type => TypeName;

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options) => new OciLayoutRegistry(new LayoutClient(declaration.ToEndpoint(), options));
}
