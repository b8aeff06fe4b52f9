using System.Net;
using System.Net.Sockets;
using Transship.Registry.Errors;

namespace Transship.Registry.Http;

/// <summary>Opens sockets: to the endpoint and its proxy anywhere, to other hosts that the endpoint names only outside private networks. quirk 3</summary>
internal sealed class Connector(Uri endpoint, bool proxied, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private bool? _endpointIsPrivate;

    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await resolve(target.Host, cancellationToken);
        if (!proxied && !IsEndpoint(target.Host) && Array.Exists(addresses, PrivateAddresses.Contains) && !await EndpointIsPrivateAsync(cancellationToken))
        {
            throw new RegistryException(RegistryErrorKind.PermissionDenied,
                $"{endpoint.Host} sends us to {target.Host}, which is an address of a private network; that is not followed.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsEndpoint(string host) => string.Equals(host, endpoint.Host, StringComparison.OrdinalIgnoreCase);

    private async Task<bool> EndpointIsPrivateAsync(CancellationToken cancellationToken) =>
        _endpointIsPrivate ??= Array.Exists(await resolve(endpoint.Host, cancellationToken), PrivateAddresses.Contains);
}
