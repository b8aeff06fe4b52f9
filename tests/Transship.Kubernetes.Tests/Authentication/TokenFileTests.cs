using Transship.Kubernetes.Authentication;
using Transship.Kubernetes.Configuration;
using Transship.Testing.Files;
using Transship.Testing.Time;

namespace Transship.Kubernetes.Tests.Authentication;

public sealed class TokenFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly TokenFile _tokens;

    public TokenFileTests() => _tokens = new TokenFile(_folder.Write("token", "one\n"), _clock);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A6_GetAsync_RenewedFile_IsReadTenSecondsBeforeTheMinuteIsOver()
    {
        Assert.Equal("one", await TokenAsync());
        _folder.Write("token", "two");

        _clock.Advance(TimeSpan.FromSeconds(49));
        Assert.Equal("one", await TokenAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", await TokenAsync());
    }

    [Fact]
    public async Task A6_Invalidate_RefusedToken_IsReadAgainAtOnce()
    {
        var refused = await _tokens.GetAsync(CancellationToken.None);
        _folder.Write("token", "two");

        _tokens.Invalidate(refused);

        Assert.Equal("two", await TokenAsync());
    }

    [Fact]
    public async Task A6_Invalidate_TokenThatWasReplacedMeanwhile_KeepsTheNewOne()
    {
        var refused = await _tokens.GetAsync(CancellationToken.None);
        _folder.Write("token", "two");
        _tokens.Invalidate(refused);
        Assert.Equal("two", await TokenAsync());
        _folder.Write("token", "three");

        _tokens.Invalidate(refused);

        Assert.Equal("two", await TokenAsync());
    }

    [Fact]
    public async Task GetAsync_FileGoneForAMoment_LastTokenServes()
    {
        Assert.Equal("one", await TokenAsync());
        File.Delete(Path.Combine(_folder.Path, "token"));
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("one", await TokenAsync());
    }

    [Fact]
    public async Task GetAsync_EmptyFile_SaysSo()
    {
        _folder.Write("token", "\n");

        var thrown = await Assert.ThrowsAsync<KubernetesConfigException>(TokenAsync);

        Assert.EndsWith("token: the file holds no token.", thrown.Message, StringComparison.Ordinal);
    }

    private async Task<string?> TokenAsync() => (await _tokens.GetAsync(CancellationToken.None)).Authorization!.Parameter;
}
