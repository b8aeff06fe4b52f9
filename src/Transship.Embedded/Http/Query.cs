using System.Globalization;
using Microsoft.AspNetCore.Http;
using Transship.Embedded.Errors;
using Transship.Embedded.Objects;

namespace Transship.Embedded.Http;

/// <summary>The query parameters of a request.</summary>
internal sealed class Query(HttpRequest request)
{
    public string this[string name] => request.Query[name].FirstOrDefault() ?? "";

    public bool Flag(string name) => this[name] is "true" or "1" or "True";

    public bool Watch => Flag("watch");

    /// <summary>The resource version asked for; null where none is given.</summary>
    public long? ResourceVersion
    {
        get
        {
            var text = this["resourceVersion"];
            if (text.Length == 0)
            {
                return null;
            }

            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version
                : throw ApiErrors.BadRequest($"resourceVersion: Invalid value: \"{text}\": must be a number");
        }
    }

    public int Limit => int.TryParse(this["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : 0;

    public TimeSpan? Timeout => int.TryParse(this["timeoutSeconds"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
        ? TimeSpan.FromSeconds(seconds)
        : null;

    public WriteOptions Write(bool isApply)
    {
        if (this["dryRun"] is not ("" or "All"))
        {
            throw ApiErrors.BadRequest($"dryRun: Unsupported value: \"{this["dryRun"]}\": supported values: \"All\"");
        }

        var manager = this["fieldManager"];
        if (isApply && manager.Length == 0)
        {
            throw ApiErrors.BadRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        }

        return new WriteOptions
        {
            FieldManager = manager.Length > 0 ? manager : ManagerOf(request.Headers.UserAgent.ToString()),
            DryRun = this["dryRun"] == "All",
            Force = Flag("force"),
            FieldValidation = this["fieldValidation"] switch
            {
                "Strict" => FieldValidation.Strict,
                "Ignore" => FieldValidation.Ignore,
                "Warn" or "" => FieldValidation.Warn,
                var other => throw ApiErrors.BadRequest($"fieldValidation: Unsupported value: \"{other}\": supported values: \"Ignore\", \"Strict\", \"Warn\""),
            },
        };
    }

    // A client that does not name itself is known by its program.
    private static string ManagerOf(string userAgent)
    {
        var end = userAgent.IndexOf('/', StringComparison.Ordinal);
        var name = end < 0 ? userAgent : userAgent[..end];
        return name.Length switch { 0 => "unknown", > 128 => name[..128], _ => name };
    }
}
