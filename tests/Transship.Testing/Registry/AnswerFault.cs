namespace Transship.Testing.Registry;

/// <summary>What can be wrong with an answer whose status is right.</summary>
public enum AnswerFault
{
    /// <summary>The connection ends in the middle of the body.</summary>
    Cut,

    /// <summary>Half of the body is missing, cut off by somebody in between who corrects the length.</summary>
    Shortened,

    /// <summary>A bit of the body is another.</summary>
    Corrupt,

    /// <summary>The body stands still in the middle until the client goes away.</summary>
    Stalled,

    /// <summary>The header names the digest of something else.</summary>
    OtherDigest,
}
