using System.CommandLine;
using BenchmarkDotNet.Running;
using Postern.Bench.Auc;
using Postern.Bench.Example;
using Postern.Bench.Mail;
using Postern.Bench.Records;
using Postern.Bench.Series;

// "micro" hands everything behind it to BenchmarkDotNet: postern-bench micro --filter '*Cadence*'
if (args is ["micro", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args[1..]);
    return 0;
}
return new RootCommand("Benchmarks, and the records that they are measured on (micro: BenchmarkDotNet)")
{
    AucCommand.Make(),
    SeriesCommand.Make(),
    MakeLogCommand.Make(),
    SmtpLoadCommand.Make(),
    SmtpIdleCommand.Make(),
    MakeExampleCommand.Make(),
}.Parse(args).Invoke();
