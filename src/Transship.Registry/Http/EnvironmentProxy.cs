using System.Net;

namespace Transship.Registry.Http;

/// <summary>HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, the last with networks in CIDR form too. quirk 41</summary>
internal sealed class EnvironmentProxy(Func<string, string?> variable) : IWebProxy
{
    private readonly string[] _direct = (Read(variable, "NO_PROXY") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination)
    {
        var text = Read(variable, destination.Scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY") ?? Read(variable, "ALL_PROXY");
        return text is not null && Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var proxy) ? proxy : null;
    }

    public bool IsBypassed(Uri host) => host.IsLoopback || GetProxy(host) is null || Array.Exists(_direct, entry => Matches(entry, host));

    private static string? Read(Func<string, string?> variable, string name) =>
        (variable(name) ?? variable(name.ToLowerInvariant())) is { Length: > 0 } text ? text : null;

    private static bool Matches(string entry, Uri host)
    {
        if (entry == "*")
        {
            return true;
        }

        if (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address))
        {
            return (IPNetwork.TryParse(entry, out var network) && network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address))
                || (IPAddress.TryParse(entry, out var single) && single.Equals(address));
        }

        var colon = entry.LastIndexOf(':');
        if (colon > 0)
        {
            return entry[(colon + 1)..] == host.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) && Matches(entry[..colon], host);
        }

        var name = entry.TrimStart('*').TrimStart('.');
        return host.Host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.Host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);
    }
}
