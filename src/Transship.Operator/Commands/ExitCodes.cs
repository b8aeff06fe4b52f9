namespace Transship.Operator.Commands;

/// <summary>What the exit code of the program says.</summary>
internal static class ExitCodes
{
    /// <summary>All is done.</summary>
    public const int Success = 0;

    /// <summary>It failed in a way that may heal: try again.</summary>
    public const int Failure = 1;

    /// <summary>The input has to be changed first.</summary>
    public const int BadInput = 2;

    /// <summary>Interrupted by a signal.</summary>
    public const int Interrupted = 130;
}
