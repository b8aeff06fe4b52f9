using System.Text.Json.Serialization;

namespace Transship.Api.Rules;

/// <summary>What happens to a run that is due while another one of the same rule goes on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConcurrencyPolicy>))]
public enum ConcurrencyPolicy
{
    /// <summary>It waits until the other one ended; a tick of the schedule is skipped.</summary>
    Forbid,

    /// <summary>Both go on.</summary>
    Allow,

    /// <summary>The other one is stopped.</summary>
    Replace,
}
