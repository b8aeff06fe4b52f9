namespace Transship.Operator.Commands.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Good to know; it may be meant so.</summary>
    Note,

    /// <summary>Something does not work.</summary>
    Bad,
}

/// <summary>What was found, in a sentence that says what to do.</summary>
internal sealed record Finding(Severity Severity, string Message)
{
    public static Finding Good(string message) => new(Severity.Good, message);

    public static Finding Note(string message) => new(Severity.Note, message);

    public static Finding Bad(string message) => new(Severity.Bad, message);
}
