using System.Globalization;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Time;

namespace Transship.Registry.Tests.Auth;

public sealed class CredentialSourceTests
{
    private readonly FakeTimeProvider _time = new();
    private int _issued;

    [Fact]
    public async Task GetAsync_ManyAtOnce_IssuesOnce()
    {
        var source = Source(TimeSpan.FromHours(1));
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => source.GetAsync(CancellationToken.None).AsTask()));

        Assert.All(all, credentials => Assert.Equal("1", credentials!.Username));
    }

    [Fact]
    public async Task GetAsync_AtFourFifthsOfTheLife_IssuesAnew()
    {
        var source = Source(TimeSpan.FromHours(10));
        await source.GetAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromHours(7.9));
        Assert.Equal("1", (await source.GetAsync(CancellationToken.None))!.Username);
        _time.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal("2", (await source.GetAsync(CancellationToken.None))!.Username);
    }

    [Fact]
    public async Task GetAsync_IssuedWithNoLife_AreUsedOnceAndDoNotLoop()
    {
        var source = Source(TimeSpan.Zero);
        Assert.Equal("1", (await source.GetAsync(CancellationToken.None))!.Username);
        Assert.Equal("2", (await source.GetAsync(CancellationToken.None))!.Username);
    }

    [Fact]
    public async Task GetAsync_IssuerRefuses_ThrowsAndAsksAgainNextTime()
    {
        var source = new CredentialSource(
            _ => _issued++ == 0 ? throw new RegistryException(RegistryErrorKind.Unavailable, "no") : Task.FromResult(Issue(TimeSpan.FromHours(1))), _time);
        await Assert.ThrowsAsync<RegistryException>(() => source.GetAsync(CancellationToken.None).AsTask());
        Assert.NotNull(await source.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Reject_TheOnesInUse_GivesOthers()
    {
        var source = Source(TimeSpan.FromHours(1));
        var refused = (await source.GetAsync(CancellationToken.None))!;
        Assert.True(source.Reject(refused));
        Assert.Equal("2", (await source.GetAsync(CancellationToken.None))!.Username);
        Assert.True(source.Reject(refused)); // somebody else renewed meanwhile
        Assert.Equal("2", (await source.GetAsync(CancellationToken.None))!.Username);
    }

    [Fact]
    public void Reject_FixedCredentials_HasNoOthers()
    {
        var credentials = new RegistryCredentials("u", new Secret("p"));
        Assert.False(new CredentialSource(credentials).Reject(credentials));
    }

    private CredentialSource Source(TimeSpan life) => new(_ => Task.FromResult(Issue(life)), _time);

    private IssuedCredentials Issue(TimeSpan life) =>
        new(new RegistryCredentials(Interlocked.Increment(ref _issued).ToString(CultureInfo.InvariantCulture), new Secret("p")), _time.GetUtcNow() + life);
}
