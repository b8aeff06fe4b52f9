namespace Transship.Kubernetes.Entities;

/// <summary>An object with a status subresource.</summary>
/// <typeparam name="TStatus">The type of the status.</typeparam>
public interface IStatus<out TStatus>
    where TStatus : class
{
    /// <summary>What the controller observed; absent until its first visit.</summary>
    TStatus? Status { get; }
}
