using System.CommandLine;
using Transship.Operator.Commands.Apply;
using Transship.Operator.Commands.Check;
using Transship.Operator.Commands.Copy;
using Transship.Operator.Commands.Crds;
using Transship.Operator.Commands.Describe;
using Transship.Operator.Commands.Doctor;
using Transship.Operator.Commands.Import;
using Transship.Operator.Commands.Logs;
using Transship.Operator.Commands.Operate;
using Transship.Operator.Commands.Plan;
using Transship.Operator.Commands.Run;
using Transship.Operator.Commands.Search;
using Transship.Operator.Commands.Start;
using Transship.Operator.Commands.Stop;
using Transship.Operator.Commands.Work;

namespace Transship.Operator.Commands;

/// <summary>The program: one command for each way to use it.</summary>
internal sealed class TransshipCommand : RootCommand
{
    public TransshipCommand()
        : base("Replicates container images, Helm charts and other OCI artifacts between registries.")
    {
        Add(new OperatorCommand());
        Add(new WorkerCommand());
        Add(new RunCommand());
        Add(new CopyCommand());
        Add(new CheckCommand());
        Add(new PlanCommand(TimeProvider.System));
        Add(new ApplyCommand(TimeProvider.System));
        Add(new LogsCommand());
        Add(new StartCommand(TimeProvider.System));
        Add(new StopCommand());
        Add(new DescribeCommand());
        Add(new SearchCommand());
        Add(new DoctorCommand(TimeProvider.System));
        Add(new ImportCommand());
        Add(new CrdsCommand());
    }
}
