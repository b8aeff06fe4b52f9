using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transship.Kubernetes.Manifests;
using Transship.Registry.References;

namespace Transship.Operator.Commands.Import;

/// <summary>Turns a regsync file into endpoints, secrets and rules, and says what has no counterpart.</summary>
internal sealed partial class RegsyncImport
{
    private readonly Dictionary<string, string> _endpoints = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<JsonObject> _manifests = [];
    private readonly List<string> _notes = [];
    private readonly Dictionary<string, RegsyncSection> _credentials = new(StringComparer.Ordinal);

    private RegsyncImport()
    {
    }

    /// <summary>Converts the text of a regsync file.</summary>
    /// <returns>The manifests, and a sentence for each setting that was not taken over.</returns>
    /// <exception cref="ManifestException">The text is no regsync file.</exception>
    public static (IReadOnlyList<JsonObject> Manifests, IReadOnlyList<string> Notes) Convert(string text, string file)
    {
        var import = new RegsyncImport();
        import.Read(new RegsyncSection("", Parse(text, file)), file);
        return (import._manifests, import._notes);
    }

    private static JsonObject Parse(string text, string file) => YamlTexts.Read(text, file) switch
    {
        JsonObject mapping => mapping,
        null => throw new ManifestException(file, 0, "the file is empty; a regsync configuration is expected"),
        _ => throw new ManifestException(file, 1, "this is no valid YAML mapping"),
    };

    private void Read(RegsyncSection root, string file)
    {
        if (root.Take("version") != "1")
        {
            throw new ManifestException(file, 1, "this is no regsync configuration of version 1: 'version: 1' is expected");
        }

        foreach (var credentials in root.Sections("creds"))
        {
            _credentials[credentials.Take("registry") ?? ""] = credentials;
        }

        var defaults = root.Section("defaults");
        var entries = root.Sections("sync").Where(entry => Add(entry, defaults)).ToList();
        var sections = _credentials.Values.Append(root).Append(defaults).Concat(entries);
        _notes.AddRange(sections.SelectMany(section => section.Untaken).Where(name => !name.StartsWith("x-", StringComparison.Ordinal)).Select(name => $"{name} was not taken over"));
    }

    private bool Add(RegsyncSection entry, RegsyncSection defaults)
    {
        var type = entry.Take("type");
        var (source, target) = (entry.Take("source") ?? "", entry.Take("target") ?? "");
        var isAdded = type == "registry" ? AddRegistry(entry, source, target) : AddRepository(entry, type, source, target);
        if (isAdded)
        {
            Finish(entry, defaults);
        }

        return isAdded;
    }

    private bool AddRegistry(RegsyncSection entry, string source, string target)
    {
        var repositories = entry.Section("repos");
        AddRule(entry, source, source, target, null, [.. Filters("name", repositories)]);
        _notes.AddRange(repositories.Untaken.Select(name => $"{name} was not taken over"));
        return true;
    }

    private bool AddRepository(RegsyncSection entry, string? type, string source, string target)
    {
        if (!ImageReference.TryParse(source, out var from, out var problem) || !ImageReference.TryParse(target, out var to, out problem))
        {
            _notes.Add($"{entry.Path} was not taken over: {problem}");
            return false;
        }

        if (RegsyncMapping.Between(from.Repository, to.Repository) is not { } mapping)
        {
            _notes.Add($"{entry.Path} was not taken over: a rule cannot rename {from.Repository} to {to.Repository}, whose last component differs");
            return false;
        }

        if (type == "image" && from.Tag != to.Tag)
        {
            _notes.Add($"{entry.Path} was not taken over: a rule keeps tags, and {from.Tag} becomes {to.Tag} here");
            return false;
        }

        JsonNode[] filters = type == "image"
            ? [Filter("name", "value", from.Repository), Filter("tag", "value", from.Tag ?? "latest")]
            : [Filter("name", "value", from.Repository)];
        AddRule(entry, from.Repository, from.Host, to.Host, mapping, filters);
        return true;
    }

    private void AddRule(RegsyncSection entry, string name, string from, string to, RegsyncMapping? mapping, JsonNode[] filters)
    {
        var destination = new JsonObject { ["endpointRef"] = Reference(Endpoint(to)) };
        SetUnlessNull(destination, "namespace", mapping?.Namespace);
        if (mapping is { Flatten: > 0 })
        {
            destination["flatten"] = mapping.Flatten;
        }

        var source = Endpoint(from);
        var spec = new JsonObject
        {
            ["description"] = $"From {entry.Path} of the regsync configuration",
            ["source"] = new JsonObject { ["endpointRef"] = Reference(source) },
            ["destinations"] = new JsonArray(destination),
            ["filters"] = new JsonArray([.. filters, .. Tags(entry)]),
        };
        _manifests.Add(Manifest("ReplicationRule", Unique(name), spec));
    }

    private void Finish(RegsyncSection entry, RegsyncSection defaults)
    {
        var spec = _manifests[^1]["spec"]!.AsObject();
        var (schedule, interval) = (entry.Take("schedule"), entry.Take("interval"));
        var (usualSchedule, usualInterval) = (defaults.Take("schedule"), defaults.Take("interval"));
        var isOwn = schedule is not null || interval is not null;
        if (RegsyncSchedule.Of(isOwn ? schedule : usualSchedule, isOwn ? interval : usualInterval, out var note) is { } found)
        {
            var written = new JsonObject { ["cron"] = found.Cron };
            SetUnlessNull(written, "timeZone", found.TimeZone);
            spec["trigger"] = new JsonObject { ["schedule"] = written };
        }

        if (note is not null)
        {
            _notes.Add($"{entry.Path}: {note}");
        }

        var artifacts = new JsonObject
        {
            ["referrers"] = (entry.Take("referrers") ?? defaults.Take("referrers")) == "true",
            ["signatures"] = (entry.Take("digestTags") ?? defaults.Take("digestTags")) == "true",
        };
        spec["artifacts"] = artifacts;
        if (int.TryParse(defaults.Take("parallel"), CultureInfo.InvariantCulture, out var parallel) && parallel > 0)
        {
            spec["execution"] = new JsonObject { ["parallelism"] = Math.Min(parallel, 256) };
        }
    }

    private List<JsonNode> Tags(RegsyncSection entry)
    {
        var tags = entry.Section("tags");
        var filters = Filters("tag", tags).ToList();
        if (tags.TakeList("semverRange") is { Count: > 0 } ranges)
        {
            filters.Add(Filter("tag", "semver", string.Join(" || ", ranges)));
        }

        _notes.AddRange(tags.Untaken.Select(name => $"{name} was not taken over"));
        return filters;
    }

    /// <summary>regsync's expressions match the whole name, ours anywhere: anchored, they mean the same.</summary>
    private static IEnumerable<JsonNode> Filters(string type, RegsyncSection section)
    {
        if (section.TakeList("allow") is { Count: > 0 } allow)
        {
            yield return Filter(type, "regex", $"^({string.Join('|', allow)})$");
        }

        if (section.TakeList("deny") is { Count: > 0 } deny)
        {
            var filter = Filter(type, "regex", $"^({string.Join('|', deny)})$");
            filter["decoration"] = "excludes";
            yield return filter;
        }
    }

    private string Endpoint(string host)
    {
        if (_endpoints.TryGetValue(host, out var known))
        {
            return known;
        }

        var name = _endpoints[host] = Unique(host == "docker.io" ? "docker-hub" : host);
        var credentials = _credentials.GetValueOrDefault(host);
        var scheme = credentials?.Take("tls") == "disabled" ? "http" : "https";
        var spec = new JsonObject { ["url"] = host == "docker.io" ? "https://registry-1.docker.io" : $"{scheme}://{host}" };
        if (credentials?.Take("tls") == "insecure")
        {
            spec["tls"] = new JsonObject { ["verify"] = false };
        }

        if (credentials?.Take("user") is { } user && credentials.Take("pass") is not null)
        {
            spec["credentials"] = new JsonObject { ["secretRef"] = Reference(name) };
            var secret = Manifest("Secret", name, null);
            (secret["type"], secret["stringData"]) = ("kubernetes.io/basic-auth", new JsonObject { ["username"] = user, ["password"] = "change-me" });
            _manifests.Add(secret);
            _notes.Add($"the password of {host} was left out: put it into Secret {name}");
        }

        var limits = new JsonObject();
        SetPositive(limits, "requestsPerSecond", credentials?.Take("reqPerSec"));
        SetPositive(limits, "maxConcurrentRequests", credentials?.Take("reqConcurrent"));
        if (limits.Count > 0)
        {
            spec["limits"] = limits;
        }

        _manifests.Add(Manifest("Endpoint", name, spec));
        return name;
    }

    private string Unique(string text)
    {
        var name = NotInNames().Replace(text.ToLowerInvariant(), "-").Trim('-');
        name = name.Length > 40 ? name[..40].Trim('-') : name;
        var unique = name;
        for (var i = 2; !_names.Add(unique); i++)
        {
            unique = $"{name}-{i}";
        }

        return unique;
    }

    private static void SetPositive(JsonObject limits, string name, string? value)
    {
        if (double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            limits[name] = (int)Math.Clamp(Math.Ceiling(number), 1, 1000);
        }
    }

    private static void SetUnlessNull(JsonObject content, string name, string? value)
    {
        if (value is not null)
        {
            content[name] = value;
        }
    }

    private static JsonObject Reference(string name) => new() { ["name"] = name };

    private static JsonObject Filter(string type, string name, string value) => new() { ["type"] = type, [name] = value };

    private static JsonObject Manifest(string kind, string name, JsonObject? spec)
    {
        var manifest = new JsonObject
        {
            ["apiVersion"] = kind == "Secret" ? "v1" : "transship.io/v1alpha1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name },
        };
        if (spec is not null)
        {
            manifest["spec"] = spec;
        }

        return manifest;
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NotInNames();
}
