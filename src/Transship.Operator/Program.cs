using System.CommandLine;
using Transship.Operator.Commands;

// After a signal the operator has its own, shorter limits for ending in good order; this one only ends what ignores them.
return await new TransshipCommand().Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
