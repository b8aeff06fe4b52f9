namespace Transship.Replication.Planning;

/// <summary>What a registry answered: a digest, nothing, or an error.</summary>
/// <param name="Digest">The digest; null when the tag is not there or could not be asked for.</param>
/// <param name="Error">Why it could not be asked for.</param>
internal readonly record struct Resolution(string? Digest, Exception? Error)
{
    /// <summary>Asks.</summary>
    public static async Task<Resolution> OfAsync(IRegistryView view, string repository, string reference, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return new Resolution(await view.ResolveDigestAsync(repository, reference, cancellationToken), null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new Resolution(null, error);
        }
        finally
        {
            gate.Release();
        }
    }
}
