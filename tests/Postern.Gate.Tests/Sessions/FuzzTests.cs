using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Postern.Gate.Tests.Hosting;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Sessions;

/// <summary>Nonsense over bare sockets in every state of a session: one reply a command, no error here, and the gate serves on.</summary>
public sealed class FuzzTests
{
    const string SessionsVariable = "POSTERN_FUZZ_SESSIONS";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static readonly Regex Reply = new(@"\A(\d{3}-[^\r\n]*\r\n)*\d{3}[^\r\n]*\r\n\z", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>What leads into each state, and whether it is inside TLS.</summary>
    static readonly (string Name, bool IsSecure, string[] Lines)[] States =
    [
        ("opened in clear", false, []),
        ("greeted in clear", false, ["EHLO peer-a.test"]),
        ("opened", true, []),
        ("greeted", true, ["EHLO peer-a.test"]),
        ("greeted by HELO", true, ["HELO peer-a.test"]),
        ("mail", true, ["EHLO peer-a.test", "MAIL FROM:<m@peer-a.test>"]),
        ("recipients", true, ["EHLO peer-a.test", "MAIL FROM:<m@peer-a.test>", "RCPT TO:<alice@circle.test>"]),
        ("chunking", true, ["EHLO peer-a.test", "MAIL FROM:<m@peer-a.test>", "RCPT TO:<alice@circle.test>", "BDAT 0"]),
        ("authentication", true, ["EHLO peer-a.test", "AUTH EXTERNAL"]),
    ];

    static readonly string[] Words =
    [
        "EHLO a.test", "HELO [127.0.0.1]", "MAIL FROM:<m@peer-a.test>", "MAIL FROM:<> SIZE=99999999999999999999", "RCPT TO:<alice@circle.test>",
        "RCPT TO:<nobody@elsewhere.test> NOTIFY=NEVER", "RSET", "NOOP", "VRFY alice", "EXPN staff", "HELP", "AUTH PLAIN AGEAYg==", "AUTH EXTERNAL =",
        "BDAT 0", "BDAT 0 LAST", "STARTTLS now", "*", "====", "QUIT now", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2", "XCLIENT ADDR=127.0.0.3", "DATA now", "TURN",
    ];

    [Fact]
    public async Task Every_state_answers_each_line_once_and_breaks_at_nothing()
    {
        var sessions = int.Parse(Environment.GetEnvironmentVariable(SessionsVariable) ?? "108", CultureInfo.InvariantCulture);
        await using var house = new GateHouse("connections: 100", "messages-per-minute: 1000000");
        await house.StartAsync();
        await Parallel.ForAsync(0, sessions, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) => await PlayAsync(house, number));
        await using (var wire = await SocketWire.ConnectAsync("127.0.0.2", house.Secure))
            Assert.True(await wire.StartTlsAsync(new SmtpCaseTls("peer-a", null, true, false)));
        await house.Server.Open.WhenEmptyAsync();
        await house.StopAsync();
        Assert.DoesNotContain(house.Logged, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
    }

    static async Task PlayAsync(GateHouse house, int number)
    {
        var (name, isSecure, lines) = States[number % States.Length];
        var draw = new Draw((uint)number + 1);
        await using var wire = await SocketWire.ConnectAsync("127.0.0.2", isSecure ? house.Secure : house.Clear);
        if (isSecure)
            Assert.True(await wire.StartTlsAsync(new SmtpCaseTls("peer-a", null, true, false)));
        Assert.StartsWith("220", await ReadAsync(wire));
        foreach (var line in lines)
        {
            await wire.SendAsync(Encoding.ASCII.GetBytes($"{line}\r\n"), raw: false);
            Assert.Matches("^[23]", await ReadAsync(wire));
        }
        for (var i = 0; i < 12; i++)
        {
            var said = Line(draw);
            if (!await wire.SendAsync(said, raw: false))
                return;
            var reply = await ReadAsync(wire);
            if (reply.Length == 0)
                return;
            Assert.True(Reply.IsMatch(reply), $"{name}, session {number}: {CEscapes.Show(said)} was answered {CEscapes.Show(Encoding.Latin1.GetBytes(reply))}");
            if (reply.StartsWith("421", StringComparison.Ordinal))
                return;
        }
    }

    // One line: a word of the protocol, a word with something in it changed, or any octets but a line end.
    static byte[] Line(Draw draw)
    {
        var line = Encoding.ASCII.GetBytes(Words[draw.Below(Words.Length)]).ToList();
        switch (draw.Below(3))
        {
            case 0:
                line[draw.Below(line.Count)] = draw.Octet();
                break;
            case 1:
                line.InsertRange(draw.Below(line.Count), Enumerable.Range(0, draw.Below(3000)).Select(_ => draw.Octet()));
                break;
        }
        // A chunk's size would swallow the lines behind it, and be right to.
        if (line.Count > 4 && Encoding.ASCII.GetString([.. line[..4]]).Equals("BDAT", StringComparison.OrdinalIgnoreCase) && line.Skip(4).Any(o => o is >= (byte)'1' and <= (byte)'9'))
            line[0] = (byte)'X';
        return [.. line, (byte)'\r', (byte)'\n'];
    }

    static async Task<string> ReadAsync(SocketWire wire)
    {
        var text = new StringBuilder();
        while (true)
        {
            var octets = await wire.ReadAsync(Patience);
            Assert.NotNull(octets);
            if (octets.Length == 0)
                return text.ToString();
            text.Append(Encoding.Latin1.GetString(octets));
            if (Reply.IsMatch(text.ToString()))
                return text.ToString();
        }
    }

    sealed class Draw(uint seed)
    {
        uint state = seed * 2_654_435_761;

        public int Below(int bound) => (int)((state = state * 1_664_525 + 1_013_904_223) >> 8) % bound;

        public byte Octet()
        {
            var octet = (byte)Below(256);
            return octet is (byte)'\r' or (byte)'\n' ? (byte)'x' : octet;
        }
    }
}
