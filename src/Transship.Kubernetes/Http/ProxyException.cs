using System.Globalization;
using System.Net;

namespace Transship.Kubernetes.Http;

/// <summary>One entry of NO_PROXY.</summary>
internal sealed class ProxyException
{
    private readonly bool _all;
    private readonly string _domain;
    private readonly bool _subdomainsOnly;
    private readonly IPNetwork? _network;
    private readonly int? _port;

    private ProxyException(string entry)
    {
        _all = entry == "*";
        _domain = "";
        if (entry.Contains('/', StringComparison.Ordinal))
        {
            _network = IPNetwork.TryParse(entry, out var network) ? network : null;
            return;
        }

        var host = entry;
        if (IPAddress.TryParse(entry.Trim('[', ']'), out var whole))
        {
            _network = Single(whole);
            return;
        }

        var colon = entry.LastIndexOf(':');
        if (colon > 0 && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            _port = port;
            host = entry[..colon];
        }

        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            _network = Single(address);
            return;
        }

        _subdomainsOnly = host.StartsWith('.');
        _domain = host.TrimStart('*').TrimStart('.');
    }

    internal static IReadOnlyList<ProxyException> ParseList(string list) =>
        [.. list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(entry => new ProxyException(entry))];

    internal bool Matches(Uri destination)
    {
        if (_port is { } port && port != destination.Port)
        {
            return false;
        }

        if (_all)
        {
            return true;
        }

        var host = destination.IdnHost.Trim('[', ']');
        if (IPAddress.TryParse(host, out var address))
        {
            return _network?.Contains(address) == true;
        }

        return _domain.Length > 0
            && ((!_subdomainsOnly && host.Equals(_domain, StringComparison.OrdinalIgnoreCase))
                || host.EndsWith("." + _domain, StringComparison.OrdinalIgnoreCase));
    }

    private static IPNetwork Single(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);
}
