using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Endpoints;

/// <summary>Where the registry is, and how to talk to it.</summary>
public sealed record EndpointSpec
{
    /// <summary>The registry product. docker-registry is any registry that speaks the OCI distribution protocol; oci-layout is a folder of OCI image layouts, for transfer across an air gap; helm-repository is a repository of Helm charts with an index.yaml, and helm-hub is Artifact Hub, both as sources. The others know the API of their product besides.</summary>
    [DefaultValue("\"docker-registry\"")]
    [EnumValues("ali-acr", "aws-ecr", "azure-acr", "docker-hub", "docker-registry", "ghcr", "gitlab", "google-gcr", "harbor", "helm-hub", "helm-repository", "huawei-swr", "jfrog-artifactory", "oci-layout", "quay", "tencent-tcr", "volcengine-cr")]
    public string Type { get; init; } = "docker-registry";

    /// <summary>The address, as in https://registry.example.com or http://10.0.0.5:5000. Without a scheme https is meant. A path is kept as a prefix. An oci-layout has a file URL, as in file:///var/lib/images. It may be left out where type and region say it.</summary>
    [Length(MinLength = 1, MaxLength = 2048)]
    public string? Url { get; init; }

    /// <summary>The region of a cloud registry, as in eu-west-1.</summary>
    [Pattern("^[a-z0-9][a-z0-9-]*$")]
    [Length(MaxLength = 63)]
    public string? Region { get; init; }

    /// <summary>Who may pull from the projects, namespaces and repositories that are made here for what arrives: private, whom the registry lets in; public, everybody. Of harbor, quay, gitlab, tencent-tcr and the Enterprise Edition of ali-acr.</summary>
    [DefaultValue("\"private\"")]
    [EnumValues("private", "public")]
    public string? Visibility { get; init; }

    /// <summary>What only aws-ecr has.</summary>
    public EndpointAws? Aws { get; init; }

    /// <summary>For people.</summary>
    [Length(MaxLength = 1024)]
    public string? Description { get; init; }

    /// <summary>How to log in; absent for anonymous access.</summary>
    public EndpointCredentials? Credentials { get; init; }

    /// <summary>Certificates.</summary>
    public EndpointTls? Tls { get; init; }

    /// <summary>An HTTP proxy for this endpoint only, as in http://proxy.example.com:3128.</summary>
    [Length(MaxLength = 2048)]
    public string? Proxy { get; init; }

    /// <summary>Limits that hold for all rules together.</summary>
    public EndpointLimits? Limits { get; init; }

    /// <summary>How the connection is tested.</summary>
    [DefaultValue("{}")]
    public EndpointHealthCheck? HealthCheck { get; init; }

    /// <summary>Lets the registry tell of pushes and deletions; absent leaves the event receiver off.</summary>
    public EndpointEvents? Events { get; init; }
}
