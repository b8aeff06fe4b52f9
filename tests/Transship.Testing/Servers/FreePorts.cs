using System.Net;
using System.Net.Sockets;

namespace Transship.Testing.Servers;

/// <summary>Ports of the loopback interface that nobody listens on, for servers that cannot choose one themselves.</summary>
public static class FreePorts
{
    /// <summary>That many different ports, each free a moment ago.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
