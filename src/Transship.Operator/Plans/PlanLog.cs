using System.Globalization;
using System.Text;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.TaskLogs;
using Transship.Replication.Executions;
using Transship.Replication.Planning;

namespace Transship.Operator.Plans;

/// <summary>
/// Tells artifact by artifact what a dry run found, in ConfigMaps that the execution owns: page after page, so that memory holds one. What the last page has
/// no room for is counted.
/// </summary>
internal sealed class PlanLog(IKubernetesClient client, ReplicationExecution execution)
{
    /// <summary>The value of <see cref="LogMap.Label"/> on the pages.</summary>
    public const string Kind = "plan";

    /// <summary>The most pages.</summary>
    public const int MaxPages = 16;

    /// <summary>The most bytes of a page.</summary>
    public const int PageBytes = 256 * 1024;

    private readonly StringBuilder _lines = new();
    private int _bytes;
    private int _page;
    private long _untold;

    /// <summary>The name of a page.</summary>
    public static string NameOf(string execution, int page) => string.Create(CultureInfo.InvariantCulture, $"{ChildNames.LabelValue(execution)}-plan-{page:D2}");

    /// <summary>Adds the lines of a finding.</summary>
    /// <exception cref="KubernetesException">A page could not be written.</exception>
    public async Task AddAsync(PlanItem item, CancellationToken cancellationToken)
    {
        foreach (var line in PlanLines.Of(item))
        {
            var text = line.ToJson();
            var size = Encoding.UTF8.GetByteCount(text) + 1;
            if (_bytes + size > PageBytes && _page < MaxPages - 1)
            {
                await WriteAsync(cancellationToken);
            }

            if (_untold > 0 || _bytes + size > PageBytes)
            {
                _untold++;
                continue;
            }

            _lines.Append(text).Append('\n');
            _bytes += size;
        }
    }

    /// <summary>Writes what is left, and empties the pages that an earlier, longer plan of the same execution wrote.</summary>
    /// <exception cref="KubernetesException">A page could not be written.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_untold > 0)
        {
            _lines.Append(new PlanLine("not told", $"{_untold} further artifacts", null, "a dry run keeps 4 MiB of lines; 'transship plan' prints all").ToJson()).Append('\n');
        }

        if (_lines.Length > 0)
        {
            await WriteAsync(cancellationToken);
        }

        while (_page < MaxPages && await client.GetAsync<V1ConfigMap>(NameOf(execution.Metadata.Name!, _page), execution.Metadata.Namespace, cancellationToken) is not null)
        {
            await WriteAsync(cancellationToken);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [TransshipApi.RuleLabel] = ChildNames.LabelValue(execution.Spec.RuleRef.Name),
            [TransshipApi.ExecutionLabel] = ChildNames.LabelValue(execution.Metadata.Name!),
            [LogMap.Label] = Kind,
        };
        await LogMap.StoreAsync(client, execution, NameOf(execution.Metadata.Name!, _page), labels, _lines.ToString(), cancellationToken);
        _lines.Clear();
        _bytes = 0;
        _page++;
    }
}
