namespace Transship.Registry.Blobs;

/// <summary>A token that follows another with a delay: what has been asked is given a moment to be answered, so that it can be undone.</summary>
internal sealed class Grace : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;

    public Grace(TimeSpan delay, CancellationToken cancellationToken) =>
        _registration = cancellationToken.UnsafeRegister(_ => _source.CancelAfter(delay), null);

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
