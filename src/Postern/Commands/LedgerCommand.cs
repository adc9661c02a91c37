using System.CommandLine;

namespace Postern.Commands;

/// <summary><c>postern ledger</c>: checks the seal of a ledger, proves entries, publishes checkpoints, exports evidence.</summary>
static class LedgerCommand
{
    /// <summary>Makes the command and those below it.</summary>
    public static IReadOnlyList<CommandHelp> Make()
    {
        CommandHelp[] below = [LedgerVerifyCommand.Make(), LedgerProveCommand.Make(), LedgerCheckpointCommand.Make(), LedgerExportCommand.Make(), LedgerForgetCommand.Make()];
        var command = new Command("ledger", "check the seal of a ledger; prove an entry; publish a checkpoint; export evidence; forget");
        foreach (var help in below)
            command.Subcommands.Add(help.Command);
        var own = new CommandHelp(command, [], [
            new Example("postern ledger verify postern.db", "is everything as it was sealed?"),
            new Example("postern ledger checkpoint postern.db > monday.checkpoint", "keep this elsewhere: nobody can rewrite what it covers unnoticed"),
            new Example("postern ledger verify postern.db --checkpoint monday.checkpoint", "… and hold the ledger against it"),
        ], []);
        return [own, .. below];
    }

    /// <summary>The ledger as an argument.</summary>
    public static Argument<string> Ledger() => new("ledger") { Description = "a ledger, such as postern.db", Arity = ArgumentArity.ExactlyOne };
}
