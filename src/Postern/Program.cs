using Postern.Commands;

return await PosternCommand.RunAsync(args);
