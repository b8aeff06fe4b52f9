using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Transship.Testing.Servers;

namespace Transship.Operator.Tests.Samples;

/// <summary>The two ways to the image, by a container engine and by the SDK, give the same one. What the archive really holds is checked by tests/images/check.sh.</summary>
public sealed partial class ImageTests
{
    private static readonly string Dockerfile = File.ReadAllText(Checkout.PathTo("Dockerfile"));
    private static readonly XElement Project = XElement.Load(Checkout.PathTo("src/Transship.Operator/Transship.Operator.csproj"));

    [Fact]
    public void Labels_BothWays_AreTheSame()
    {
        var byDocker = Label().Matches(Dockerfile).ToDictionary(label => label.Groups["name"].Value, label => Meaning(label.Groups["value"].Value));

        Assert.Equal(byDocker, Items("ContainerLabel"));
        Assert.Superset(new HashSet<string>(["title", "description", "source", "version", "revision", "licenses", "created"]), byDocker.Keys.Select(name => name["org.opencontainers.image.".Length..]).ToHashSet());
    }

    [Fact]
    public void Settings_BothWays_AreTheSame()
    {
        Assert.Equal(Line("USER"), Property("ContainerUser"));
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", Line("USER"));
        Assert.Equal(Line("WORKDIR"), Property("ContainerWorkingDirectory"));
        Assert.Equal(Line("ENTRYPOINT"), JsonSerializer.Serialize(Items("ContainerEntrypoint").Keys));
        Assert.Equal(Line("CMD"), JsonSerializer.Serialize(Items("ContainerDefaultArgs").Keys));
        var variables = Variable().Matches(Dockerfile[Dockerfile.LastIndexOf("ENV ", StringComparison.Ordinal)..]).ToDictionary(v => v.Groups["name"].Value, v => v.Groups["value"].Value);
        Assert.Equal(variables, Items("ContainerEnvironmentVariable"));
    }

    [Fact]
    public void BaseImages_Always_ArePinnedToVersionAndDigest()
    {
        var images = From().Matches(Dockerfile).Select(from => from.Groups["image"].Value).ToList();

        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.Matches(@"^mcr\.microsoft\.com/dotnet/[a-z-]+:10\.\d+\.\d+-[a-z-]+@sha256:[0-9a-f]{64}$", image));
    }

    private static string Line(string instruction) => Dockerfile.Split('\n').Last(line => line.StartsWith(instruction + " ", StringComparison.Ordinal))[(instruction.Length + 1)..];

    private static string? Property(string name) => Project.Elements("PropertyGroup").Elements(name).Single().Value;

    private static Dictionary<string, string> Items(string name) =>
        Project.Elements("ItemGroup").Elements(name).ToDictionary(item => item.Attribute("Include")!.Value, item => Meaning(item.Attribute("Value")?.Value ?? ""));

    /// <summary>What comes from outside has a name of its own in each of the two.</summary>
    private static string Meaning(string value) => value switch
    {
        "${VERSION}" or "$(ImageVersion)" => "version",
        "${REVISION}" or "$(ImageRevision)" => "revision",
        "${CREATED}" or "$(ImageCreated)" => "created",
        "$(Product)" => "Transship",
        "$(PackageLicenseExpression)" => "Apache-2.0",
        _ => value,
    };

    [GeneratedRegex(@"(?<name>org\.opencontainers\.image\.[a-z]+)=""(?<value>[^""]*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s*(?:ENV )?(?<name>[A-Za-z_]+)=(?<value>[^ \n]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex("^FROM (?<image>[^ \n]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex From();
}
