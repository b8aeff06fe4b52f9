using System.Diagnostics.CodeAnalysis;
using Transship.Registry.Errors;
using Transship.Registry.References;

namespace Transship.Operator.Commands.Copy;

/// <summary>
/// A chart of a chart repository as people write it: <c>helm://host[:port][/folder]/chart[:version]</c>, or <c>helm+http://</c> for one without TLS. The folder is
/// where index.yaml is.
/// </summary>
/// <param name="Repository">The folder that holds index.yaml.</param>
/// <param name="Chart">The chart and its version as a copy names them; without a repository for all charts of the folder.</param>
internal sealed record ChartReference(Uri Repository, ImageReference Chart)
{
    private const string Scheme = "helm://";
    private const string PlainScheme = "helm+http://";

    /// <summary>Reads a reference to a chart; false where the text is none, but one to an image.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="isFolder">Whether it names the folder and no chart.</param>
    /// <param name="reference">The reference.</param>
    /// <exception cref="RegistryException">InvalidReference, with what is wrong in words.</exception>
    public static bool TryParse(string text, bool isFolder, [NotNullWhen(true)] out ChartReference? reference)
    {
        var scheme = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? Scheme : PlainScheme;
        if (!text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            reference = null;
            return false;
        }

        var rest = text[scheme.Length..].Trim('/');
        var slash = rest.LastIndexOf('/');
        var (folder, chart) = isFolder || slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        if (!Uri.TryCreate($"{(scheme == Scheme ? "https" : "http")}://{folder}/", UriKind.Absolute, out var repository) || repository.UserInfo.Length > 0 || (chart.Length == 0 && !isFolder))
        {
            throw new RegistryException(
                RegistryErrorKind.InvalidReference, $"This names no chart: write {scheme}host/folder/chart:version, where the folder is the one that holds index.yaml, and give the login apart.");
        }

        // A version that is a tag has no plus signs (HIP-0006).
        var name = $"{repository.Scheme}://{repository.Authority}";
        reference = new ChartReference(repository, isFolder ? ImageReference.ParseNamespace(name) : ImageReference.Parse($"{name}/{chart.Replace('+', '_')}"));
        return true;
    }
}
