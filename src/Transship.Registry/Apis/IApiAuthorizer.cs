namespace Transship.Registry.Apis;

/// <summary>Puts credentials or a signature on requests to a product's own API.</summary>
public interface IApiAuthorizer
{
    /// <summary>Authorizes a message just before it is sent; every attempt is authorized anew.</summary>
    /// <param name="message">The message, complete but for this.</param>
    /// <param name="body">Its body, for those who sign it.</param>
    /// <param name="cancellationToken">Ends the wait for credentials.</param>
    ValueTask AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Says that the API refused the credentials. True when another attempt will use others.</summary>
    bool Renew() => false;
}
