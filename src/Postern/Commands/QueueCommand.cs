using System.CommandLine;
using System.Text.Json;
using Postern.Control;
using Postern.Logs.Text;

namespace Postern.Commands;

/// <summary><c>postern queue</c>: what waits, and what is to be done about it.</summary>
static class QueueCommand
{
    /// <summary>Makes the command and those below it.</summary>
    public static IReadOnlyList<CommandHelp> Make()
    {
        CommandHelp[] below =
        [
            List(), Show(),
            Act("hold", "try nothing for a destination until it is released", a => $"/queue/hold?destination={Escaped(a)}"),
            Act("release", "try again what was held", a => $"/queue/release?destination={Escaped(a)}"),
            Retry(), Drop(),
        ];
        var command = new Command("queue", "what waits to be delivered: list, show, hold, release, retry, drop");
        foreach (var help in below)
            command.Subcommands.Add(help.Command);
        return
        [
            new CommandHelp(command, [], [
                new Example("postern queue list", "what waits, for whom, and why"),
                new Example("postern queue hold peer north", "nothing leaves for north; its mail waits and does not expire"),
                new Example("postern queue retry all", "now, whatever the waits say"),
            ], ["A destination is all, peer NAME, mailbox NAME or gate heartbeat. While no gate runs, the ledger's file is changed itself."]),
            .. below,
        ];
    }

    static CommandHelp List()
    {
        var settings = GateOptions.Settings();
        var json = GateOptions.Json();
        var command = new Command("list", "what waits to be delivered") { settings, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var answer = await GateClient.Of(GateOptions.FileOf(parsed, settings)).AskAsync(HttpMethod.Get, "/queue", cancellation);
            if (parsed.GetValue(json))
                GateOptions.Write(output, answer);
            else
                Tell(output, answer);
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, json])], [], []);
    }

    static void Tell(TextWriter output, JsonElement answer)
    {
        foreach (var held in answer.GetProperty("held").EnumerateArray())
            output.WriteLine($"Held: {SafeText.Of(held.GetString()!)}");
        var messages = answer.GetProperty("messages");
        if (messages.GetArrayLength() == 0)
            output.WriteLine("The queue is empty.");
        foreach (var message in messages.EnumerateArray())
            Tell(output, message, withReplies: false);
    }

    static void Tell(TextWriter output, JsonElement message, bool withReplies)
    {
        output.WriteLine($"{message.Text("id")}  {message.Text("received")}  {message.GetProperty("octets").GetInt64():N0} octets  from <{message.Text("sender")}>  ({message.Text("party")})");
        foreach (var recipient in message.GetProperty("recipients").EnumerateArray())
        {
            output.WriteLine($"  <{recipient.Text("address")}> by {recipient.Text("destination")}, {recipient.Text("state")}, {recipient.GetProperty("attempts").GetInt32()} attempts, next {recipient.Text("next")}");
            if (recipient.Text("lastReply") is { Length: > 0 } reply && (withReplies || reply.Length <= 100))
                output.WriteLine($"    {reply}");
        }
    }

    static CommandHelp Show()
    {
        var id = Id();
        var settings = GateOptions.Settings();
        var json = GateOptions.Json();
        var command = new Command("show", "one message: its envelope, its attempts, the last replies") { id, settings, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var answer = await GateClient.Of(GateOptions.FileOf(parsed, settings)).AskAsync(HttpMethod.Get, $"/queue/{Escaped(parsed.GetValue(id)!)}", cancellation);
            if (parsed.GetValue(json))
                GateOptions.Write(output, answer);
            else
                Tell(output, answer, withReplies: true);
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, json])], [], ["Contents are never shown."]);
    }

    static CommandHelp Drop()
    {
        var id = Id();
        var settings = GateOptions.Settings();
        var (json, yes) = (GateOptions.Json(), GateOptions.Yes());
        var command = new Command("drop", "give a message up; its sender is told") { id, settings, json, yes };
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var client = GateClient.Of(GateOptions.FileOf(parsed, settings));
            var path = $"/queue/{Escaped(parsed.GetValue(id)!)}";
            if (!parsed.GetValue(yes))
            {
                Tell(output, await client.AskAsync(HttpMethod.Get, path, cancellation), withReplies: true);
                if (!GateOptions.Confirms(output, "Give it up?"))
                    return ExitCode.Failed;
            }
            return Answer(parsed, json, await client.AskAsync(HttpMethod.Post, $"{path}/drop", cancellation));
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, json, yes])], [], []);
    }

    static CommandHelp Retry()
    {
        var what = new Argument<string[]>("what") { Description = "a message's identifier, or a destination: all, peer NAME", Arity = ArgumentArity.OneOrMore };
        return Make("retry", "try now, whatever the waits say", what, words =>
            words is [var id] && id != "all" ? $"/queue/{Escaped(id)}/retry" : $"/queue/retry?destination={Escaped(string.Join(' ', words))}");
    }

    static CommandHelp Act(string name, string description, Func<string, string> path)
    {
        var what = new Argument<string[]>("destination") { Description = "a destination: all, peer NAME, mailbox NAME", Arity = ArgumentArity.OneOrMore };
        return Make(name, description, what, words => path(string.Join(' ', words)));
    }

    static CommandHelp Make(string name, string description, Argument<string[]> what, Func<string[], string> path)
    {
        var settings = GateOptions.Settings();
        var json = GateOptions.Json();
        var command = new Command(name, description) { what, settings, json };
        command.SetAction(async (parsed, cancellation) => Answer(parsed, json,
            await GateClient.Of(GateOptions.FileOf(parsed, settings)).AskAsync(HttpMethod.Post, path(parsed.GetValue(what)!), cancellation)));
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, json])], [], []);
    }

    static int Answer(ParseResult parsed, Option<bool> json, JsonElement answer)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(json))
            GateOptions.Write(output, answer);
        else
            output.WriteLine(string.Join("; ", answer.EnumerateObject().Select(p => $"{p.Name}: {Say(p.Value)}")));
        return ExitCode.Done;
    }

    static string Say(JsonElement value) => value.ValueKind != JsonValueKind.Array ? SafeText.Of(value.ToString())
        : value.GetArrayLength() == 0 ? "nothing"
        : string.Join(", ", value.EnumerateArray().Select(v => SafeText.Of(v.ToString())));

    static Argument<string> Id() => new("id") { Description = "a message's identifier", Arity = ArgumentArity.ExactlyOne };

    static string Escaped(string text) => Uri.EscapeDataString(text);
}
