using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Postern.Tests.Gate;

/// <summary>The system calls of a gate that runs, for one message, in the order in which the kernel saw them: what a reply promises is
/// synced before it is sent.</summary>
public sealed partial class CallOrderTests
{
    const string Marker = "a-marker-that-nothing-else-has";
    const string Recipient = "postmaster@circle.test";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2_000)]
    [InlineData(200_000)]
    public async Task File_folder_and_ledger_are_synced_before_the_reply_and_the_mailbox_before_the_queue_lets_go(int size)
    {
        using var gate = new RunningGate();
        await gate.StartAsync(Cancellation);
        await using var session = await gate.OpenSessionAsync(Cancellation);
        // The first message makes the mailbox; of the second only the content and its reply are still to come.
        await session.SendAsync("m@peer-a.test", Recipient, "Subject: first\r\n\r\n", Cancellation);
        await gate.WhenDeliveredAsync(Cancellation);
        await session.BeginAsync("m@peer-a.test", Recipient, Cancellation);
        string id;
        IReadOnlyList<Call> calls;
        using (var watched = await TracedCalls.AttachAsync(
            gate.Number, "-yy", "-xx", "--string-limit=10000", "--trace", "openat,write,pwrite64,sendto,sendmsg,fsync,fdatasync,linkat,unlinkat"))
        {
            id = (await session.EndAsync(Text(size), Cancellation)).Split(' ')[^1];
            await gate.WhenDeliveredAsync(Cancellation);
            calls = Call.Read(await watched.EndAsync());
        }
        Assert.Equal(0, await gate.StopAsync(Cancellation));

        var ledger = calls.Where(c => c.On.EndsWith("postern.db-wal", StringComparison.Ordinal)).ToList();
        var reply = calls.First(c => c.Name is "sendto" or "sendmsg" && c.On.StartsWith($"TCP:[{gate.Place}->127.0.0.2:", StringComparison.Ordinal));
        if (size > 65_536)
        {
            var file = calls.Where(c => c.On.Contains("/postern.db.spool/", StringComparison.Ordinal)).ToList();
            var written = file.Last(c => c.Name == "pwrite64");
            Assert.True(file.Where(c => c.Name == "pwrite64").Sum(c => c.Result) > size);
            var synced = Assert.Single(file, c => c.Name == "fsync");
            var folder = Assert.Single(calls, c => c.Name == "fsync" && c.On.EndsWith("/postern.db.spool", StringComparison.Ordinal));
            // The row that names the file.
            AssertOrder(written, synced, folder, ledger.First(c => c.Holds("spool"u8) || c.Name == "pwrite64"), CommitOf(ledger, folder), SyncBehind(ledger, CommitOf(ledger, folder)), reply);
        }
        else
        {
            var row = ledger.First(c => c.Name == "pwrite64" && c.Holds(Encoding.ASCII.GetBytes(Marker)));
            var commit = CommitOf(ledger, row);
            AssertOrder(row, commit, SyncBehind(ledger, commit), reply);
        }

        var name = $".{id}.";
        var mailFile = calls.Where(c => c.On.Contains("/mail/postmaster/tmp/", StringComparison.Ordinal) && c.On.Contains(name, StringComparison.Ordinal)).ToList();
        var inPlace = Assert.Single(calls, c => c.Name == "linkat" && c.Holds(Encoding.ASCII.GetBytes(name)));
        var mailFolder = Assert.Single(calls, c => c.Name == "fsync" && c.On.EndsWith("/mail/postmaster/new", StringComparison.Ordinal));
        var letGo = CommitOf(ledger, mailFolder);
        AssertOrder(
            SyncBehind(ledger, CommitOf(ledger, calls[0])), mailFile.First(c => c.Name == "pwrite64"), mailFile.Last(c => c.Name == "pwrite64"),
            Assert.Single(mailFile, c => c.Name == "fsync"), inPlace, mailFolder, letGo, SyncBehind(ledger, letGo));
    }

    static string Text(int size) =>
        $"Subject: t\r\n\r\n{Marker}\r\n{string.Concat(Enumerable.Repeat("seventy octets of text that mean nothing at all to anybody who reads\r\n", size / 70))}";

    // Each is over before the next begins; one that is the same as the one before it is that one.
    static void AssertOrder(params Call[] calls)
    {
        foreach (var (before, behind) in calls.Zip(calls.Skip(1)).Where(p => p.First != p.Second))
            Assert.True(before.Ended < behind.Begun, $"{before}\n is not over before\n{behind}");
    }

    // The header of a frame of the log that ends a transaction has the size of the database in octets 4 to 7, others have zero
    // (SQLite's "Database File Format" §4.1).
    static Call CommitOf(List<Call> ledger, Call first) =>
        ledger.First(c => c.Name == "pwrite64" && c.Begun >= first.Begun && c.Octets.Length is 24 && c.Octets.AsSpan(4, 4).IndexOfAnyExcept((byte)0) >= 0);

    static Call SyncBehind(List<Call> ledger, Call commit) => ledger.First(c => c.Name is "fsync" or "fdatasync" && c.Begun > commit.Ended);

    /// <summary>A call: its lines in the trace, what it was on, and the octets of its first text.</summary>
    sealed partial record Call(string Name, string On, byte[] Octets, string Line, int Begun)
    {
        public int Ended { get; private set; } = Begun;

        public long Result { get; private set; }

        public bool Holds(ReadOnlySpan<byte> text) => Octets.AsSpan().IndexOf(text) >= 0 || All.AsSpan().IndexOf(text) >= 0;

        byte[] All { get; } = [.. Escaped().Matches(Line).Select(m => Convert.FromHexString(m.ValueSpan[2..])[0])];

        public override string ToString() => $"{Begun}-{Ended} {Line[..Math.Min(200, Line.Length)]}";

        /// <summary>The calls of a trace; one that is cut in two by others ends with its second line.</summary>
        public static IReadOnlyList<Call> Read(IReadOnlyList<string> lines)
        {
            List<Call> calls = [];
            Dictionary<string, Call> open = [];
            for (var i = 0; i < lines.Count; i++)
            {
                var thread = lines[i].Split(' ')[0];
                if (Resumed().Match(lines[i]) is { Success: true } resumed && open.Remove(thread, out var cut))
                    cut.End(i, resumed.Groups["result"].Value);
                else if (Begins().Match(lines[i]) is { Success: true } begun)
                {
                    var call = new Call(begun.Groups["name"].Value, Decode(begun.Groups["on"].Value), Bytes(begun.Groups["octets"].Value), lines[i], i);
                    calls.Add(call);
                    if (lines[i].EndsWith("<unfinished ...>", StringComparison.Ordinal))
                        open[thread] = call;
                    else
                        call.End(i, Result_().Match(lines[i]).Groups["result"].Value);
                }
            }
            return calls;
        }

        void End(int line, string result) =>
            (Ended, Result) = (line, long.TryParse(result, CultureInfo.InvariantCulture, out var number) ? number : -1);

        static string Decode(string text) => Escaped().Replace(text, m => $"{(char)Convert.FromHexString(m.ValueSpan[2..])[0]}");

        static byte[] Bytes(string text) => [.. Escaped().Matches(text).Select(m => Convert.FromHexString(m.ValueSpan[2..])[0])];

        [GeneratedRegex(@"\\x[0-9a-f]{2}", RegexOptions.None, 10_000)]
        private static partial Regex Escaped();

        [GeneratedRegex(@"^\d+ +(?<name>\w+)\((\w+<(?<on>.*?)>(?=[,)]| <unf))?(, ""(?<octets>[^""]*)"")?", RegexOptions.ExplicitCapture, 10_000)]
        private static partial Regex Begins();

        [GeneratedRegex(@"^\d+ +<\.\.\. \w+ resumed>.* = (?<result>-?\d+)", RegexOptions.ExplicitCapture, 10_000)]
        private static partial Regex Resumed();

        [GeneratedRegex(@" = (?<result>-?\d+)[^=]*$", RegexOptions.ExplicitCapture, 10_000)]
        private static partial Regex Result_();
    }
}
