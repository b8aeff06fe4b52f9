using System.Text.Json.Nodes;

namespace Transship.Testing.Conformance;

/// <summary>The custom resource that the suite works with.</summary>
public static class Widgets
{
    public const string Group = "conformance.transship.io";
    public const string ApiVersion = Group + "/v1";
    public const string Definitions = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    public const string DefinitionName = "widgets." + Group;

    /// <summary>The CustomResourceDefinition.</summary>
    public static JsonObject Definition() => (JsonObject)JsonNode.Parse(
        """
        {
          "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": { "name": "widgets.conformance.transship.io" },
          "spec": {
            "group": "conformance.transship.io", "scope": "Namespaced",
            "names": { "plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList", "shortNames": ["wdg"], "categories": ["conformance"] },
            "versions": [{
              "name": "v1", "served": true, "storage": true, "subresources": { "status": {} },
              "selectableFields": [{ "jsonPath": ".spec.mode" }],
              "additionalPrinterColumns": [
                { "name": "Mode", "type": "string", "jsonPath": ".spec.mode", "description": "How it works" },
                { "name": "Ready", "type": "string", "jsonPath": ".status.conditions[?(@.type==\"Ready\")].status" },
                { "name": "Size", "type": "integer", "jsonPath": ".spec.size", "priority": 1 },
                { "name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp" }
              ],
              "schema": { "openAPIV3Schema": {
                "type": "object", "description": "A widget.", "required": ["spec"],
                "properties": {
                  "spec": { "type": "object", "required": ["url"],
                    "x-kubernetes-validations": [{ "rule": "!has(self.fixed) || !has(oldSelf.fixed) || self.fixed == oldSelf.fixed", "message": "fixed is immutable" }],
                    "properties": {
                      "url": { "type": "string", "pattern": "^https?://", "description": "Where it is." },
                      "mode": { "type": "string", "enum": ["Fast", "Slow"], "default": "Fast" },
                      "size": { "type": "integer", "minimum": 1, "maximum": 10 },
                      "fixed": { "type": "string", "maxLength": 20 },
                      "tags": { "type": "array", "items": { "type": "string" }, "x-kubernetes-list-type": "set" },
                      "words": { "type": "array", "items": { "type": "string" } },
                      "parts": { "type": "array", "maxItems": 3, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                        "items": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" }, "count": { "type": "integer", "default": 1 }, "note": { "type": "string" } } } },
                      "labels": { "type": "object", "additionalProperties": { "type": "string" } },
                      "whole": { "type": "object", "x-kubernetes-map-type": "atomic", "properties": { "a": { "type": "string" }, "b": { "type": "string" } } },
                      "free": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
                      "when": { "type": "string", "format": "date-time" }
                    } },
                  "status": { "type": "object", "properties": {
                    "observedGeneration": { "type": "integer", "format": "int64" },
                    "note": { "type": "string" },
                    "conditions": { "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
                      "items": { "type": "object", "required": ["type", "status"], "properties": { "type": { "type": "string" }, "status": { "type": "string" }, "reason": { "type": "string" } } } }
                  } }
                } } }
            }]
          }
        }
        """)!;

    /// <summary>A widget that is valid.</summary>
    /// <param name="name">Its name; null leaves it out.</param>
    /// <param name="spec">Members to add to, or replace in, its spec, as JSON.</param>
    public static JsonObject Of(string? name, string spec = "{}")
    {
        var wanted = new JsonObject { ["url"] = "https://example.com" };
        foreach (var (member, value) in (JsonObject)JsonNode.Parse(spec)!)
        {
            wanted[member] = value?.DeepClone();
        }

        var metadata = new JsonObject();
        if (name is not null)
        {
            metadata["name"] = name;
        }

        return new JsonObject { ["apiVersion"] = ApiVersion, ["kind"] = "Widget", ["metadata"] = metadata, ["spec"] = wanted };
    }

    /// <summary>A configuration to apply: only what the manager wants to own.</summary>
    /// <param name="name">The name of the widget.</param>
    /// <param name="members">The members besides apiVersion, kind and metadata, as JSON.</param>
    public static JsonObject Configuration(string name, string members)
    {
        var configuration = new JsonObject { ["apiVersion"] = ApiVersion, ["kind"] = "Widget", ["metadata"] = new JsonObject { ["name"] = name } };
        foreach (var (member, value) in (JsonObject)JsonNode.Parse(members)!)
        {
            configuration[member] = value?.DeepClone();
        }

        return configuration;
    }
}
