using System.Runtime.InteropServices;

namespace Transship.Runtime.Hosting;

/// <summary>The first signal starts the shutdown, which is the host's affair; the second ends the process at once.</summary>
internal sealed class SecondSignal(OperatorSettings settings) : IDisposable
{
    private const int ExitCode = 1;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _received;

    internal void Listen()
    {
        if (settings.ExitOnSecondSignal)
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Received()));
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Received()));
        }
    }

    internal void Received()
    {
        if (Interlocked.Increment(ref _received) == 2)
        {
            settings.Exit(ExitCode);
        }
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
