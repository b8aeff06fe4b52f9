using System.CommandLine;
using Transship.Operator.Commands;

return await new TransshipCommand().Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
