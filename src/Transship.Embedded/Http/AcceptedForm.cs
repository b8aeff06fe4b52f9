using Microsoft.AspNetCore.Http;

namespace Transship.Embedded.Http;

/// <summary>In what form the client wants objects.</summary>
/// <param name="As">Table, PartialObjectMetadata or nothing for the object itself.</param>
/// <param name="ApiVersion">The version of the form.</param>
internal sealed record AcceptedForm(string As, string ApiVersion)
{
    public static readonly AcceptedForm Plain = new("", "");

    public bool IsTable => As == "Table";

    public bool IsMetadata => As is "PartialObjectMetadata" or "PartialObjectMetadataList";

    /// <summary>The first form of the Accept header that the server knows.</summary>
    public static AcceptedForm Read(HttpRequest request)
    {
        foreach (var clause in request.Headers.Accept.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            var parts = clause.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ("application/json" or "*/*" or "application/*"))
            {
                continue;
            }

            var form = Parameter(parts, "as");
            if (form.Length == 0)
            {
                return Plain;
            }

            if (form is "Table" or "PartialObjectMetadata" or "PartialObjectMetadataList" && Parameter(parts, "v") is "v1" or "v1beta1")
            {
                return new AcceptedForm(form, $"{Parameter(parts, "g")}/{Parameter(parts, "v")}");
            }
        }

        return Plain;
    }

    private static string Parameter(string[] parts, string name)
    {
        var found = Array.Find(parts, part => part.StartsWith(name + "=", StringComparison.Ordinal));
        return found is null ? "" : found[(name.Length + 1)..];
    }
}
