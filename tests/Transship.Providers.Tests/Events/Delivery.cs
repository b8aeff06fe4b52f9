using System.Runtime.CompilerServices;
using System.Text;
using Transship.Providers.Events;

namespace Transship.Providers.Tests.Events;

/// <summary>Deliveries as products send them: each is a file beside the test that reads it.</summary>
internal static class Delivery
{
    /// <summary>The body in a file beside the caller.</summary>
    public static byte[] Body(string file, [CallerFilePath] string test = "") => File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(test)!, file));

    /// <summary>What a format reads in the body of a file beside the caller, one line an event.</summary>
    public static IEnumerable<string> Lines(
        IEventFormat format, string file, string endpoint = "https://registry.example.com", (string Name, string Value)[]? headers = null, [CallerFilePath] string test = "") =>
        Read(format, Body(file, test), endpoint, headers).Select(Line);

    /// <summary>What a format reads in a body.</summary>
    public static IReadOnlyList<RegistryEvent> Read(IEventFormat format, byte[] body, string endpoint = "https://registry.example.com", (string Name, string Value)[]? headers = null) =>
        format.Parse(new EventRequest(
            new Uri(endpoint), name => headers?.FirstOrDefault(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Value, body));

    public static IReadOnlyList<RegistryEvent> Read(IEventFormat format, string body) => Read(format, Encoding.UTF8.GetBytes(body));

    private static string Line(RegistryEvent told) => $"{told.Kind} {told.Repository}:{told.Tag ?? "-"}@{told.Digest?[..11] ?? "-"} {told.Id ?? "-"}";
}
