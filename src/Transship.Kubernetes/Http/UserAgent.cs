using System.Reflection;
using System.Runtime.InteropServices;

namespace Transship.Kubernetes.Http;

/// <summary>Names product, version and component, as flow schemas and audit rules match on it (A7).</summary>
internal static class UserAgent
{
    /// <summary>As in <c>transship/0.1.0 (linux/x64) operator</c>.</summary>
    internal static string For(string? component)
    {
        var informational = typeof(UserAgent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        var version = informational.Split('+')[0];
        var platform = $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}/{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return component is null ? $"transship/{version} ({platform})" : $"transship/{version} ({platform}) {component}";
    }
}
