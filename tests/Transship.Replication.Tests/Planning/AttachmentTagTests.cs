using Transship.Replication.Planning;

namespace Transship.Replication.Tests.Planning;

public sealed class AttachmentTagTests
{
    private static readonly string Hex = new('a', 64);

    [Theory]
    [InlineData("", true)]
    [InlineData(".sig", true)]
    [InlineData(".att", true)]
    [InlineData(".sbom", true)]
    [InlineData(".", false)]
    [InlineData("a", false)]
    public void IsOne_NameOfADigest_IsJudgedByItsForm(string suffix, bool expected) => Assert.Equal(expected, AttachmentTag.IsOne($"sha256-{Hex}{suffix}"));

    [Theory]
    [InlineData("sha256-aaaa.sig")]
    [InlineData("v1.sig")]
    public void IsOne_OtherTag_IsNone(string tag) => Assert.False(AttachmentTag.IsOne(tag));

    [Fact]
    public void SignaturesOf_Digest_AreOfIt() =>
        Assert.All(AttachmentTag.SignaturesOf($"sha256:{Hex}"), tag => Assert.Equal($"sha256:{Hex}", AttachmentTag.SubjectOf(tag)));

    [Fact]
    public void FallbackOf_LongDigest_IsCut() => Assert.Equal($"sha512-{Hex}", AttachmentTag.FallbackOf($"sha512:{Hex}{Hex}"));
}
