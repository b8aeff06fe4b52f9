namespace Transship.Registry.Http;

/// <summary>URLs as they may be logged: without user info and query, which often hold secrets.</summary>
internal static class SafeUrl
{
    public static string Print(Uri uri) => $"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}";
}
