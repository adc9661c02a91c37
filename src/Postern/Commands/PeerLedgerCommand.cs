using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Postern.Control;

namespace Postern.Commands;

/// <summary><c>postern peer accept-ledger</c>: the owner's word that a peer's ledger was replaced for a good reason.</summary>
static class PeerLedgerCommand
{
    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var name = new Argument<string>("name") { Description = "a peer's name", Arity = ArgumentArity.ExactlyOne };
        var settings = GateOptions.Settings();
        var (yes, json) = (GateOptions.Yes(), GateOptions.Json());
        var command = new Command("accept-ledger", "accept the new ledger of a peer, and end the alarm about it") { name, settings, yes, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var client = GateClient.Of(GateOptions.FileOf(parsed, settings));
            var path = $"/peers/{Uri.EscapeDataString(parsed.GetValue(name)!)}/ledger";
            var shown = await client.AskAsync(HttpMethod.Get, path, cancellation);
            if (!parsed.GetValue(json))
                Tell(output, shown);
            if (!parsed.GetValue(yes) && !GateOptions.Confirms(output, "Did its owner tell you why, by voice? Accept it?"))
            {
                output.WriteLine("Nothing was changed.");
                return ExitCode.Failed;
            }
            var accepted = await client.AskAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture,
                $"{path}/accept?size={shown.GetProperty("size").GetInt64()}&root={Uri.EscapeDataString(shown.Text("root"))}"), cancellation);
            if (parsed.GetValue(json))
                GateOptions.Write(output, accepted);
            else
                output.WriteLine($"The ledger of {accepted.Text("peer")} is accepted as it is at {accepted.GetProperty("size").GetInt64():N0} entries; the alarm is over.");
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, yes, json])], [
            new Example("postern peer accept-ledger north", "north has a new machine, and its owner said so"),
        ], [
            "Its history begins anew there: that it kept what it recorded before is not watched any more. A machine that was stolen looks the same.",
            "The owner of the gate whose ledger is whole accepts; the other side's alarm is over with the next beats. It works on a running and on a stopped gate.",
        ]);
    }

    static void Tell(TextWriter output, JsonElement shown)
    {
        output.WriteLine($"{shown.Text("peer")}: alarm since {shown.Text("since")}: {shown.Text("problem")}");
        var before = shown.GetProperty("before");
        output.WriteLine(before.ValueKind == JsonValueKind.Null ? "  before  nothing was seen" : $"  before  {State(before)}");
        output.WriteLine($"  now     {State(shown)}, in its beat of {shown.Text("shownAt")}");
        output.WriteLine($"          {shown.Text("origin")}, signed with the key {shown.Text("key")}");
    }

    static string State(JsonElement state) => $"{state.GetProperty("size").GetInt64():N0} entries, root {state.Text("root")}";
}
