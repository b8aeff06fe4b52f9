using System.CommandLine;
using Transship.Operator.Commands.Copy;
using Transship.Operator.Commands.Crds;
using Transship.Operator.Commands.Operate;

namespace Transship.Operator.Commands;

/// <summary>The program: one command for each way to use it.</summary>
internal sealed class TransshipCommand : RootCommand
{
    public TransshipCommand()
        : base("Replicates container images, Helm charts and other OCI artifacts between registries.")
    {
        Add(new OperatorCommand());
        Add(new CopyCommand());
        Add(new CrdsCommand());
    }
}
