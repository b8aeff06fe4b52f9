namespace Transship.Registry.Http;

/// <summary>Remembers which warnings of a server were told already. quirk 34</summary>
internal sealed class WarningLog
{
    private const int MaxRemembered = 100;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public bool IsNew(string warning)
    {
        lock (_lock)
        {
            return _told.Count < MaxRemembered && _told.Add(warning);
        }
    }
}
