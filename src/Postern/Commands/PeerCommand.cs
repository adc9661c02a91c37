using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Postern.Control;
using Postern.Gate.Cards;
using Postern.Gate.Configuration;
using Postern.Gate.Hosting;
using Postern.Gate.Identity;
using Postern.Logs.Text;
using Postern.Smtp.Client;
using Postern.Smtp.Server;

namespace Postern.Commands;

/// <summary><c>postern peer</c>: this gate's card, and who is of its circle.</summary>
static class PeerCommand
{
    /// <summary>Makes the command and those below it.</summary>
    public static IReadOnlyList<CommandHelp> Make()
    {
        CommandHelp[] below = [Card(), Add(), List(), Remove(), Check(), PeerLedgerCommand.Make()];
        var command = new Command("peer", "this gate's card; add, list, remove and check peers; accept a peer's new ledger");
        foreach (var help in below)
            command.Subcommands.Add(help.Command);
        return
        [
            new CommandHelp(command, [], [
                new Example("postern peer card > south.card", "give this to a peer's owner"),
                new Example("postern peer add north.card", "make north a peer, after comparing its words by voice"),
                new Example("postern peer check", "does every peer live? Ends with 1 while an alarm stands"),
            ], []),
            .. below,
        ];
    }

    static CommandHelp Card()
    {
        var settings = GateOptions.Settings();
        var route = RecordOptions.One("--route", "ADDRESS:PORT", "where peers reach this gate (its own listener for peers otherwise)");
        var from = RecordOptions.Many("--from", "ADDRESS", "an address or block that it connects from (the route's otherwise); may be repeated");
        var name = RecordOptions.One("--name", "NAME", "name proposed for it (the first part of its domain otherwise)");
        var command = new Command("card", "print this gate's card: domain, route, key") { settings, route, from, name };
        command.SetAction(parsed =>
        {
            var file = GateOptions.FileOf(parsed, settings);
            parsed.InvocationConfiguration.Output.Write(CardOf(file, GateClient.Of(file).Settings, parsed.GetValue(route), parsed.GetValue(from) ?? [], parsed.GetValue(name)));
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, route, from, name])], [
            new Example("postern peer card --route 192.0.2.7:25 --from 192.0.2.7", "behind a translated address"),
        ], ["Nothing on a card is secret. Whoever gets it compares the sixteen words with you by voice before using it."]);
    }

    static PeerCard CardOf(string file, GateSettings settings, string? routeText, string[] from, string? name)
    {
        var listener = settings.Listeners.FirstOrDefault(l => l.Service == SmtpService.Relay)
            ?? throw new UsageException("no listener is for peers; add one to the settings");
        var route = (IPEndPoint)listener.EndPoint;
        if (routeText is not null && (!IPEndPoint.TryParse(routeText, out route!) || route.Port == 0))
            throw new UsageException($"--route: \"{SafeText.Of(routeText)}\" is no address with a port; write 192.0.2.7:25 or [2001:db8::7]:25 (names are not looked up)");
        if (route.Address.Equals(IPAddress.Any) || route.Address.Equals(IPAddress.IPv6Any))
            throw new UsageException($"the gate listens at every address ({route}); say which one peers reach: --route ADDRESS:{route.Port}");
        if (name is not null && !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new UsageException($"--name: \"{SafeText.Of(name)}\" is no name; write lower-case letters, digits and hyphens");
        try
        {
            using var certificate = GateCertificate.Load(new GateFolder(file), settings.Certificate);
            return new PeerCard
            {
                Name = name ?? PeerCard.NameOf(settings.Domain),
                Domain = settings.Domain,
                Addresses = from.Length == 0 ? [AddressBlock.Parse($"{route.Address}")] : [.. from.Select(Block)],
                EndPoint = route,
                Security = listener.Channel == SmtpChannel.Tls ? ClientSecurity.Implicit : ClientSecurity.StartTls,
                Key = KeyPin.Of(certificate),
            };
        }
        catch (InvalidDataException problem)
        {
            throw new InputException(problem.Message);
        }
    }

    static AddressBlock Block(string text) =>
        AddressBlock.TryParse(text, out var block, out var problem) ? block : throw new UsageException($"--from: {problem}");

    static CommandHelp Add()
    {
        var file = new Argument<string>("card") { Description = "a peer's card: a file, or - for standard input", Arity = ArgumentArity.ExactlyOne };
        var settings = GateOptions.Settings();
        var name = RecordOptions.One("--name", "NAME", "what to call it (what its card proposes otherwise)");
        var yes = GateOptions.Yes();
        var command = new Command("add", "make a peer of a card, after showing what that allows") { file, settings, name, yes };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var path = parsed.GetValue(file)!;
            var text = path == "-" ? Console.In.ReadToEnd() : KeptFile.Read("--card", path);
            if (!PeerCard.TryRead(SafeText.Of(path), text, out var card, out var problems))
                throw new InputException(string.Join('\n', problems));
            var called = parsed.GetValue(name) ?? card.Name;
            output.Write(card.Allows(called));
            if (!parsed.GetValue(yes) && !GateOptions.Confirms(output, "Did its owner read you the same words? Add it?"))
            {
                output.WriteLine("Nothing was changed.");
                return ExitCode.Failed;
            }
            Change(() => new PeerBook(GateOptions.FileOf(parsed, settings)).Add(card, called));
            output.WriteLine($"{called} was added to {SafeText.Of(GateOptions.FileOf(parsed, settings))}; a running gate reads it at once. Its owner must add your card too.");
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, name, yes])], [
            new Example("postern peer add north.card", "asks before it does anything"),
        ], ["The settings keep their comments. A change that the gate would refuse is not made."]);
    }

    static CommandHelp Remove()
    {
        var name = new Argument<string>("name") { Description = "a peer's name", Arity = ArgumentArity.ExactlyOne };
        var settings = GateOptions.Settings();
        var yes = GateOptions.Yes();
        var command = new Command("remove", "take a peer out of the circle, at once") { name, settings, yes };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var called = parsed.GetValue(name)!;
            if (!parsed.GetValue(yes) && !GateOptions.Confirms(output, $"{SafeText.Of(called)} loses every right here, its open sessions end, and mail queued for it is returned. Remove it?"))
            {
                output.WriteLine("Nothing was changed.");
                return ExitCode.Failed;
            }
            Change(() => new PeerBook(GateOptions.FileOf(parsed, settings)).Remove(called));
            output.WriteLine($"{called} was removed.");
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, yes])], [], ["To tell a peer that it is over rather than shutting it out, set its state in the settings: draining, then retired."]);
    }

    static void Change(Action change)
    {
        try
        {
            change();
        }
        catch (InvalidDataException problem)
        {
            throw new InputException(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the settings could not be changed: {problem.Message}");
        }
    }

    static CommandHelp List()
    {
        var settings = GateOptions.Settings();
        var json = GateOptions.Json();
        var command = new Command("list", "who is of the circle") { settings, json };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var peers = GateClient.Of(GateOptions.FileOf(parsed, settings)).Settings.Peers;
            if (parsed.GetValue(json))
                GateOptions.Write(output, JsonSerializer.SerializeToElement(new { peers = peers.Select(Facts) }));
            else if (peers.Count == 0)
                output.WriteLine("The circle is empty; postern peer add CARD adds a peer.");
            foreach (var peer in parsed.GetValue(json) ? [] : peers)
            {
                output.WriteLine($"{peer.Name}  {Word(peer.State)}, {Word(peer.Direction)}");
                output.WriteLine($"  mail from {string.Join(", ", peer.SenderDomains)}, calling from {string.Join(", ", peer.Addresses)}");
                output.WriteLine($"  mail to it goes {(peer.Route is { } route ? $"to {route.EndPoint}" : "nowhere")}");
                foreach (var pin in peer.Pins)
                    output.WriteLine($"  {pin.Words}");
            }
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, json])], [], []);
    }

    static object Facts(Peer peer) => new
    {
        name = peer.Name,
        state = Word(peer.State),
        direction = Word(peer.Direction),
        senderDomains = peer.SenderDomains.Select(d => d.Ascii),
        addresses = peer.Addresses.Select(a => $"{a}"),
        pins = peer.Pins.Select(p => $"{p}"),
        route = peer.Route is { } route ? $"{route.EndPoint}" : null,
        heartbeats = peer.Heartbeats,
    };

    static string Word<T>(T value)
        where T : struct, Enum => $"{value}".ToLowerInvariant();

    static CommandHelp Check()
    {
        var settings = GateOptions.Settings();
        var json = GateOptions.Json();
        var command = new Command("check", "how it stands with each peer; ends with 1 while an alarm stands") { settings, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var answer = await GateClient.Of(GateOptions.FileOf(parsed, settings)).AskAsync(HttpMethod.Get, "/peers", cancellation);
            if (parsed.GetValue(json))
                GateOptions.Write(output, answer);
            else
                Tell(output, answer);
            return answer.GetProperty("alarms").GetArrayLength() > 0 ? ExitCode.Failed : ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, json])], [], [
            "Asks the running gate; while none runs, the ledger says how it stood when it ended.",
            "Exit codes: 0 all is well, 1 an alarm stands, 2 wrong usage, 3 the settings or the ledger could not be read.",
        ]);
    }

    static void Tell(TextWriter output, JsonElement answer)
    {
        foreach (var peer in answer.GetProperty("peers").EnumerateArray())
        {
            output.WriteLine($"{peer.Text("name")}  {peer.Text("state")}");
            if (peer.GetProperty("heartbeats").GetBoolean())
            {
                output.WriteLine($"  last beat from it: {Beat(peer, "received")}{(peer.GetProperty("missed").GetInt32() is > 0 and var missed ? $"; {missed} missed since" : "")}");
                output.WriteLine($"  last beat to it:   {Beat(peer, "sent")}");
            }
            else
                output.WriteLine("  exchanges no signs of life; postern investigate says how regular its contacts are");
            if (peer.Text("retiresAt") is { Length: > 0 } retires)
                output.WriteLine($"  takes no more mail from {retires}");
        }
        foreach (var alarm in answer.GetProperty("alarms").EnumerateArray())
            output.WriteLine($"ALARM {alarm.Text("kind")}: {alarm.Text("party")}, since {alarm.Text("since")}: {alarm.Text("text")}");
        foreach (var alarm in answer.GetProperty("alarms").EnumerateArray().Where(a => a.Text("kind") == "ledger"))
            output.WriteLine($"  postern peer accept-ledger {alarm.Text("party").Split(' ')[^1]} looks at it, and ends the alarm if its owner had a good reason");
        if (answer.GetProperty("alarms").GetArrayLength() == 0)
            output.WriteLine("No alarm stands.");
    }

    static string Beat(JsonElement peer, string which) =>
        peer.GetProperty(which).GetInt64() is > 0 and var number
            ? string.Create(CultureInfo.InvariantCulture, $"number {number}, {peer.Text($"{which}At")}")
            : "none yet";
}
