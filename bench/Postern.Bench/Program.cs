using System.CommandLine;
using Postern.Bench.Records;

return new RootCommand("Benchmarks and the records that they are measured on") { MakeLogCommand.Make() }.Parse(args).Invoke();
