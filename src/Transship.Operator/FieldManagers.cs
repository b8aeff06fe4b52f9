namespace Transship.Operator;

/// <summary>Who owns which fields: one manager per role of a writer (W6).</summary>
internal static class FieldManagers
{
    /// <summary>The controllers: all statuses.</summary>
    public const string Operator = "transship-operator";

    /// <summary>The controllers where they adopt what users created: labels and owners.</summary>
    public const string Adoption = "transship-adoption";

    /// <summary>The controllers where they ask for a stop.</summary>
    public const string Stop = "transship-stop";

    /// <summary>The event receiver where events join an execution.</summary>
    public const string Events = "transship-events";

    /// <summary>The command line.</summary>
    public const string Cli = "transship-cli";
}
