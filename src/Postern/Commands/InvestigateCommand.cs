using System.CommandLine;

namespace Postern.Commands;

/// <summary><c>postern investigate</c>.</summary>
static class InvestigateCommand
{
    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var record = new RecordOptions();
        var command = new Command("investigate", "say who contacts whom, how regularly, what changed and what stopped") { record.Inputs };
        return new CommandHelp(command, [], [], []);
    }
}
