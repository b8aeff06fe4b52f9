namespace Transship.Providers.Events;

/// <summary>By what a delivery proves that it comes from the registry: the best that the product can do.</summary>
public abstract record EventProof
{
    private EventProof()
    {
    }

    /// <summary>The secret in the header <c>Authorization</c>: as a bearer token, as the password of a Basic login, or by itself.</summary>
    public sealed record Header : EventProof;

    /// <summary>The secret in the URL, as <c>?token=</c>: for products that can set no header.</summary>
    public sealed record Query : EventProof;

    /// <summary>An HMAC-SHA256 of the body, in hexadecimal digits.</summary>
    /// <param name="Name">The header that carries it.</param>
    /// <param name="Prefix">What comes before the digits.</param>
    public sealed record Signature(string Name, string Prefix) : EventProof;

    /// <summary>An identity token that Google signed, as a bearer token.</summary>
    public sealed record GoogleIdentity : EventProof;
}
