using Transship.Operator.Commands;

return await CommandLine.InvokeAsync(args);
