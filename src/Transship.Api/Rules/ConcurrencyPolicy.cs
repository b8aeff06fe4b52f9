namespace Transship.Api.Rules;

/// <summary>What happens to a run that is due while another one of the same rule goes on.</summary>
public enum ConcurrencyPolicy
{
    /// <summary>It waits until the other one ended.</summary>
    Forbid,

    /// <summary>Both go on.</summary>
    Allow,

    /// <summary>The other one is stopped.</summary>
    Replace,
}
