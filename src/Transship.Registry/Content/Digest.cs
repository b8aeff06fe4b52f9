using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Transship.Registry.Errors;

namespace Transship.Registry.Content;

/// <summary>The name of content by its hash, <c>algorithm:hex</c> (OCI image spec, descriptor). sha256 and sha512 can be verified.</summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? _value;

    private Digest(string value) => _value = value;

    /// <summary>Such as <c>sha256</c>.</summary>
    public string Algorithm => Value[..Math.Max(0, Value.IndexOf(':', StringComparison.Ordinal))];

    /// <summary>The encoded part.</summary>
    public string Hex => Value[(Value.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>True for the default value, which names nothing.</summary>
    public bool IsEmpty => _value is null;

    private string Value => _value ?? "";

    /// <summary>Reads a digest.</summary>
    /// <exception cref="RegistryException">InvalidReference: the text does not follow the grammar.</exception>
    public static Digest Parse(string text) => TryParse(text, out var digest)
        ? digest
        : throw new RegistryException(RegistryErrorKind.InvalidReference, $"'{text}' is not a digest; expected sha256: or sha512: and lower-case hex digits.");

    /// <summary>Reads a digest; false when the text is none, or of an algorithm that we cannot verify.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        var length = text switch
        {
            null => 0,
            _ when text.StartsWith("sha256:", StringComparison.Ordinal) => 64,
            _ when text.StartsWith("sha512:", StringComparison.Ordinal) => 128,
            _ => 0,
        };
        if (length == 0 || text!.Length != 7 + length || text.AsSpan(7).ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        digest = new Digest(text);
        return true;
    }

    /// <summary>The sha256 digest of the bytes.</summary>
    public static Digest Sha256(ReadOnlySpan<byte> content) => new("sha256:" + Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The digest of the bytes by this digest's own algorithm.</summary>
    public Digest OfSameAlgorithm(ReadOnlySpan<byte> content) => string.Equals(Algorithm, "sha512", StringComparison.Ordinal)
        ? new Digest("sha512:" + Convert.ToHexStringLower(SHA512.HashData(content)))
        : Sha256(content);

    internal IncrementalHash StartHash() =>
        IncrementalHash.CreateHash(string.Equals(Algorithm, "sha512", StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    internal bool Matches(ReadOnlySpan<byte> hash) => string.Equals(Hex, Convert.ToHexStringLower(hash), StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Value;
}
