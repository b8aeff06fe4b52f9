using Transship.Registry.Copying;

namespace Transship.Operator.Tasks;

/// <summary>Adds what the copy engine reports to the progress of a task, and to its traffic.</summary>
internal sealed class ByteProgress(TaskProgress progress, TaskTraffic traffic) : IProgress<CopyProgress>
{
    public void Report(CopyProgress value)
    {
        switch (value.Kind)
        {
            case CopyProgressKind.Transferred:
                progress.AddTransferred(value.Bytes);
                traffic.Add(value.Bytes);
                break;
            case CopyProgressKind.Skipped:
                progress.AddSkipped(value.Bytes);
                break;
            case CopyProgressKind.Mounted:
                progress.AddMounted(value.Bytes);
                break;
        }
    }
}
