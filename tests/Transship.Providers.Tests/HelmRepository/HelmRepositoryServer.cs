using Microsoft.AspNetCore.Http;
using Transship.Providers.HelmRepository;
using Transship.Providers.Tests.HelmCharts;
using Transship.Registry.Endpoints;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.HelmRepository;

/// <summary>A chart repository that wants a login.</summary>
internal sealed class HelmRepositoryServer(FakeRegistry registry) : ChartsServer(registry)
{
    public override IRegistryProvider Provider { get; } = new HelmRepositoryProvider();

    public override RegistryDeclaration Declaration { get; } = new() { Url = new Uri($"https://{ChartsHost}"), Credentials = new RegistryCredentials("reader", new Secret("right")) };

    public override RegistryDeclaration WrongCredentials => Declaration with { Credentials = new RegistryCredentials("reader", new Secret("wrong")) };

    public static async Task<HelmRepositoryServer> StartAsync() => new(await FakeRegistry.StartAsync());

    protected override async Task<bool> AnswerAsync(HttpContext context) =>
        context.Request.Host.Host == ChartsHost && !IsBasic(context, "reader", "right") ? Status(context, 401) : await base.AnswerAsync(context);
}
