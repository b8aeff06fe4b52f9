using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Transship.Embedded.Http;

/// <summary>The version that the server reports: that of the API it speaks, marked as its own.</summary>
internal static class ServerVersion
{
    private const string Major = "1";
    private const string Minor = "32";

    public static JsonObject Document()
    {
        var product = typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return new JsonObject
        {
            ["major"] = Major,
            ["minor"] = Minor,
            ["gitVersion"] = $"v{Major}.{Minor}.0+transship",
            ["gitCommit"] = product[(product.IndexOf('+', StringComparison.Ordinal) + 1)..],
            ["gitTreeState"] = "clean",
            ["buildDate"] = "1970-01-01T00:00:00Z",
            ["goVersion"] = "",
            ["compiler"] = "dotnet",
            ["platform"] = $"{(OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : "windows")}/{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}",
        };
    }
}
