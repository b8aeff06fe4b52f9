using Transship.Registry.Endpoints;

namespace Transship.Registry.Auth;

/// <summary>
/// Where a client gets its credentials from: fixed ones, or ones that expire and are issued anew, such as the twelve-hour passwords of
/// Amazon ECR. Issues once however many wait, renews at 80 % of the life, and at once when the registry no longer accepts them. Thread safe.
/// </summary>
public sealed class CredentialSource
{
    private readonly Lock _lock = new();
    private readonly Func<CancellationToken, Task<IssuedCredentials>>? _issue;
    private readonly TimeProvider _time;
    private readonly RegistryCredentials? _fixed;
    private Task<Held>? _held;

    /// <summary>Creates a source of credentials that never change; null for anonymous access.</summary>
    public CredentialSource(RegistryCredentials? credentials)
    {
        _fixed = credentials;
        _time = TimeProvider.System;
    }

    /// <summary>Creates a source of credentials that expire.</summary>
    /// <param name="issue">Gets new ones; throws <see cref="Errors.RegistryException"/> for what the issuer refuses. Its token is never cancelled: it must bound itself.</param>
    /// <param name="time">The clock.</param>
    public CredentialSource(Func<CancellationToken, Task<IssuedCredentials>> issue, TimeProvider time)
    {
        _issue = issue;
        _time = time;
    }

    /// <summary>The credentials to use now; null for anonymous access.</summary>
    public async ValueTask<RegistryCredentials?> GetAsync(CancellationToken cancellationToken)
    {
        if (_issue is null)
        {
            return _fixed;
        }

        while (true)
        {
            var held = Hold();
            var (credentials, renewAt, isNew) = await held.WaitAsync(cancellationToken);
            if (isNew.TryTake() || _time.GetUtcNow() < renewAt)
            {
                return credentials;
            }

            Forget(held);
        }
    }

    /// <summary>Says that the registry refused what this source gave.</summary>
    /// <returns>True when <see cref="GetAsync"/> will give others.</returns>
    public bool Reject(RegistryCredentials refused)
    {
        if (_issue is null)
        {
            return false;
        }

        lock (_lock)
        {
            if (_held is { IsCompletedSuccessfully: true } held && held.Result.Credentials == refused)
            {
                _held = null;
            }

            return _held is null or { IsFaulted: false };
        }
    }

    private Task<Held> Hold()
    {
        lock (_lock)
        {
            return _held is { IsFaulted: false, IsCanceled: false } ? _held : _held = Task.Run(IssueAsync, CancellationToken.None);
        }
    }

    private async Task<Held> IssueAsync()
    {
        var asked = _time.GetUtcNow();
        var issued = await _issue!(CancellationToken.None); // Not a caller's token: others may wait for the same.
        return new Held(issued.Credentials, asked + ((issued.ExpiresAt - asked) * 0.8), new OneUse());
    }

    private void Forget(Task<Held> held)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_held, held))
            {
                _held = null;
            }
        }
    }

    private sealed record Held(RegistryCredentials Credentials, DateTimeOffset RenewAt, OneUse IsNew);

    /// <summary>Lets credentials that are issued with no life left be used once, so that a wrong clock does not loop.</summary>
    private sealed class OneUse
    {
        private int _taken;

        public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;
    }
}
