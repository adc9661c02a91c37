using System.CommandLine;
using Postern.Bench.Auc;
using Postern.Bench.Example;
using Postern.Bench.Records;

return new RootCommand("Benchmarks, and the records that they are measured on")
{
    AucCommand.Make(),
    MakeLogCommand.Make(),
    MakeExampleCommand.Make(),
}.Parse(args).Invoke();
