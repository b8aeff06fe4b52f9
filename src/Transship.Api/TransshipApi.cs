namespace Transship.Api;

/// <summary>Names that all resources of this API share.</summary>
public static class TransshipApi
{
    /// <summary>The API group.</summary>
    public const string Group = "transship.io";

    /// <summary>The version.</summary>
    public const string Version = "v1alpha1";

    /// <summary>The category: <c>kubectl get transship</c> lists all kinds.</summary>
    public const string Category = "transship";

    /// <summary>Label on executions and tasks: the name of their rule.</summary>
    public const string RuleLabel = "transship.io/rule";

    /// <summary>Label on tasks: the name of their execution.</summary>
    public const string ExecutionLabel = "transship.io/execution";

    /// <summary>Annotation on the pods of a run: the work of the pod, as JSON.</summary>
    public const string ShardAnnotation = "transship.io/shard";

    /// <summary>Annotation on a rule: any new value starts an execution.</summary>
    public const string RunNowAnnotation = "transship.io/run-now";

    /// <summary>Label on endpoints and rules: the inventory that set them up and may remove them.</summary>
    public const string InventoryLabel = "transship.io/inventory";

    /// <summary>Annotation on an execution: who asked for it, as the program that made it says.</summary>
    public const string RequestedByAnnotation = "transship.io/requested-by";

    /// <summary>Annotation on an execution: who asked for its end, as the program that did says.</summary>
    public const string StoppedByAnnotation = "transship.io/stopped-by";
}
