using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Postern.Importing;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Testing;

namespace Postern.Tests.Commands;

public sealed class ImportCommandTests : IDisposable
{
    /// <summary>Monday 2023-11-13T00:00:00Z.</summary>
    const double Start = 1_699_833_600;

    readonly LogFolder folder = new();

    string Ledger => folder["kept/postern.db"];

    public ImportCommandTests() => Directory.CreateDirectory(folder["kept"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Findings_and_contacts_of_a_ledger_are_those_of_its_logs()
    {
        var week = Checkout.Path("examples", "week");

        Import(week);

        Assert.Equal(Findings(week), Findings(Ledger));
        Assert.Equal(Findings(week, "--source", "192.0.2.0/26", "--map", "192.0.2.10=resolver", "--from", "2026-03-03", "--kind", "dns-lookup"),
            Findings(Ledger, "--source", "192.0.2.0/26", "--map", "192.0.2.10=resolver", "--from", "2026-03-03", "--kind", "dns-lookup"));
        Assert.Equal(Contacts(week), Contacts(Ledger));
        Assert.Equal(Contacts(week, "--target", "*.example.com", "--to", "2026-03-05"), Contacts(Ledger, "--target", "*.example.com", "--to", "2026-03-05"));
    }

    [Fact]
    public void Every_format_and_what_has_no_time_goes_through_a_ledger_unchanged()
    {
        folder.Write("logs/passive.json", string.Concat(Enumerable.Range(0, 5).Select(i =>
            $$"""{"rrname":"host{{i}}.example.com","rrtype":"A","rdata":"192.0.2.{{i}}","time_first":1700000000,"time_last":1700086400,"count":{{i + 2}}}""" + "\n")));
        folder.Write("logs/table.csv", "time,source,target\n2026-03-01T00:00:00Z,a,b\n,a,c\n2026-03-01T00:00:01.5Z,\"x\ty\",b\n");
        folder.WriteDns("logs/dns.log", Lookups(50));
        folder.WriteDns("logs/dns.1.log", Lookups(60).Skip(35)); // fifteen look-ups that the other file has too

        Import(folder["logs"]);

        Assert.Equal(Contacts(folder["logs"]), Contacts(Ledger));
        Assert.Equal(Findings(folder["logs"]), Findings(Ledger));
        Assert.Equal(Findings(folder["logs"], "--keep-duplicates"), Findings(Ledger, "--keep-duplicates"));
    }

    [Fact]
    public void The_same_file_again_adds_nothing_also_under_another_name()
    {
        var log = folder.WriteDns("dns.log", Lookups(300));
        Import(log);
        var size = Size();

        Assert.Contains("in the ledger already, 300 contacts", Import(log).Output, StringComparison.Ordinal);
        File.Copy(log, folder["copy.log"]);
        Assert.Contains("in the ledger already as", Import(folder["copy.log"]).Output, StringComparison.Ordinal);

        Assert.Equal(size, Size());
    }

    [Fact]
    public void A_file_that_grew_adds_what_is_new_also_after_its_name_changed()
    {
        var log = folder.WriteDns("dns.log", Lookups(300));
        Import(log);
        folder.WriteDns("dns.log", Lookups(450));
        Assert.Contains("150 contacts added; it has grown, 300 contacts of it were there", Import(log).Output, StringComparison.Ordinal);
        folder.WriteDns("dns.log.1", Lookups(500));
        Assert.Contains("50 contacts added; it has grown, 450 contacts of it were there", Import(folder["dns.log.1"]).Output, StringComparison.Ordinal);

        Assert.Equal(Contacts(folder["dns.log.1"]), Contacts(Ledger));
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", Ledger).ExitCode);
    }

    [Fact]
    public void A_session_that_was_open_where_the_log_ended_is_not_kept_twice_when_the_log_has_grown()
    {
        string[] lines = [.. Enumerable.Range(0, 40).SelectMany(i => Session(i))];
        var log = folder.Write("mail.log", string.Concat(lines[..61]));
        Import(log, "--log-year", "2026");
        folder.Write("mail.log", string.Concat(lines));

        Import(log, "--log-year", "2026");

        Assert.Equal(LinesOf(Contacts(log, "--log-year", "2026")), LinesOf(Contacts(Ledger)));

        static IEnumerable<string> Session(int i) =>
        [
            $"Mar  2 10:{i:00}:01 mx1 postfix/smtpd[{100 + i}]: connect from client.example.com[192.0.2.{i}]\n",
            $"Mar  2 10:{i:00}:02 mx1 postfix/smtpd[{100 + i}]: NOQUEUE: reject: RCPT from client.example.com[192.0.2.{i}]: 554 5.7.1 <a@example.org>: Relay access denied; from=<b@example.com> to=<a@example.org> proto=ESMTP helo=<client>\n",
            $"Mar  2 10:{i:00}:03 mx1 postfix/smtpd[{100 + i}]: disconnect from client.example.com[192.0.2.{i}] ehlo=1 mail=1 rcpt=0/1 commands=2/3\n",
        ];

        static IEnumerable<string> LinesOf(string contacts) => contacts.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("line").GetRawText()).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Another_file_that_begins_with_the_same_header_is_another_file()
    {
        Import(folder.WriteDns("monday.log"));
        Import(folder.WriteDns("tuesday.log", Lookups(10)));
        File.Delete(folder["tuesday.log"]);
        folder.WriteDns("tuesday.log", Lookups(10).Select(l => l with { Source = "198.51.100.9" }));

        Assert.Contains("10 contacts added", Import(folder["tuesday.log"]).Output, StringComparison.Ordinal);
        Assert.Equal(20, Contacts(Ledger).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void A_header_alone_is_not_the_beginning_of_another_file_also_when_the_file_has_grown_since()
    {
        Import(folder.WriteDns("monday.log"));
        Import(folder.WriteDns("monday.log", Lookups(5)));

        Assert.Contains("7 contacts added", Import(folder.WriteDns("tuesday.log", Others(7))).Output, StringComparison.Ordinal);
        Assert.Equal(12, CountOf(Ledger));
    }

    [Fact]
    public void A_log_that_is_begun_anew_under_its_name_is_another_file()
    {
        foreach (var lookups in new[] { Lookups(0), Lookups(3), Lookups(6), Others(0), Others(2), Others(6) })
            Import(folder.WriteDns("dns.log", lookups));

        Assert.Equal(12, CountOf(Ledger));
    }

    [Fact]
    public void A_file_that_went_on_otherwise_behind_a_common_beginning_is_another_file()
    {
        var a = folder.WriteDns("logs/a.log", Lookups(10));
        Import(a);
        Import(folder.WriteDns("logs/a.log", Lookups(20)));
        var b = folder.WriteDns("logs/b.log", [.. Lookups(10), .. Others(20).Skip(10)]);

        Import(b);

        Assert.Equal(30, CountOf(Ledger)); // what both have is counted once, as in the logs themselves
        Assert.Equal(Findings(folder["logs"]), Findings(Ledger));
        Assert.Contains("in the ledger already, 20 contacts", Import(b).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_files_are_known_by_their_heads_only_where_these_differ()
    {
        // Each far longer than the 64 KiB that are looked at before a file is hashed as a whole.
        (double, string, string)[] lookups = [.. Lookups(3_000)], others = [.. Others(3_000)];
        var files = new (string Name, (double, string, string)[] Lookups, int Added)[]
        {
            ("a.log", lookups[..2_000], 2_000),
            ("a.log", lookups[..2_500], 500), // grown
            ("copy.log", lookups[..2_500], 0),
            ("b.log", [.. lookups[..2_000], .. others[2_000..]], 3_000), // the same head, and goes on otherwise
            ("c.log", others, 3_000), // another head
            ("c.log", [.. others, .. lookups[..10]], 10),
            ("short.log", lookups[..10], 10), // the beginning of another, which is a file of its own
            ("short.log", lookups[..30], 20),
            ("a.log", lookups[..2_500], 0),
        };

        foreach (var (name, content, added) in files)
        {
            var ran = Import(folder.WriteDns(name, content.Select(l => l)));
            Assert.Contains(added == 0 ? $"in the ledger already" : $"{added:N0} contacts added", ran.Output, StringComparison.Ordinal);
        }

        using var reader = SqliteLedgerReader.Open(Ledger);
        Assert.Equal(files.Sum(f => f.Added), reader.ReadEntries(0, reader.Size).Count(e => e.Entry.Kind == EntryKind.Contact));
        // Once for each state of a file: before its first new contact, and when its end was reached.
        Assert.Equal(14, reader.ReadEntries(EntryKind.FileProvenance).Count());
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", Ledger).ExitCode);
    }

    [Fact]
    public void Several_files_at_once_are_known_each_by_its_own_states()
    {
        folder.WriteDns("logs/1.log", Lookups(2_000));
        folder.WriteDns("logs/2.log", Others(2_000));
        folder.WriteDns("logs/3.log", Lookups(2_000)); // as 1.log
        folder.WriteDns("logs/4.log", Lookups(2_400)); // 1.log, grown

        var first = Import(folder["logs"]);
        var second = Import(folder["logs"]);

        Assert.Contains("4,400 contacts added", first.Output, StringComparison.Ordinal);
        Assert.Contains("0 contacts added", second.Output, StringComparison.Ordinal);
        Assert.Equal(4_400, CountOf(Ledger));
    }

    [Theory]
    [InlineData(40, 40, "goes on where an import was cut short, 0 contacts of it were there", "begun resumed read")]
    [InlineData(40, 60, "goes on where an import was cut short, 0 contacts of it were there", "begun grown read")]
    [InlineData(3_000, 3_000, "goes on where an import was cut short, 0 contacts of it were there", "begun resumed read")]
    public async Task An_import_that_was_killed_before_its_first_contact_was_kept_is_begun_again(int before, int after, string told, string acts)
    {
        var log = folder.WriteDns("dns.log", Lookups(before));
        await BeginOnly(log);
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", Ledger).ExitCode);
        Assert.Equal("", Contacts(Ledger));
        folder.WriteDns("dns.log", Lookups(after));

        Assert.Contains($"{after:N0} contacts added; it {told}", Import(log).Output, StringComparison.Ordinal);
        Assert.Contains("in the ledger already", Import(log).Output, StringComparison.Ordinal);
        Import(folder.WriteDns("other.log", Others(before)));

        Assert.Equal(after + before, CountOf(Ledger));
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", Ledger).ExitCode);
        using var reader = SqliteLedgerReader.Open(Ledger);
        Assert.Equal($"{acts} begun read", string.Join(' ', reader.ReadEntries(EntryKind.FileProvenance).Select(e => e.Entry.Text(EntryField.Act))));
        Assert.Equal(["1", "1", "1", "2", "2"], reader.ReadEntries(EntryKind.FileProvenance).Select(e => e.Entry.Text(EntryField.File)));
    }

    [Fact]
    public async Task A_ledger_in_which_an_import_only_began_is_signed_though_the_import_was_killed()
    {
        await BeginOnly(folder.WriteDns("dns.log", Lookups(40)), killed: true);

        Assert.Contains("as it was signed at 1 entries", PosternProcess.Run("ledger", "verify", Ledger).Output, StringComparison.Ordinal);
    }

    /// <summary>Leaves a ledger as an import does that is killed before its first contact.</summary>
    async Task BeginOnly(string log, bool killed = false)
    {
        var digest = FileDigest.Of(log, [FileDigest.HeadLength], TestContext.Current.CancellationToken);
        var state = new FileState(FileState.Begun, -1, log, digest.Sha256, new FileAccount { Bytes = digest.Bytes, Head = digest.Head });
        var made = killed ? folder["made.db"] : Ledger;
        await using var ledger = SqliteLedger.Open(made, new LedgerOptions());
        await ledger.AppendAsync([KnownFiles.Entry(1, 1, state)], TestContext.Current.CancellationToken);
        if (killed)
        {
            foreach (var end in new[] { "", "-wal", ".key" })
                File.Copy(made + end, Ledger + end);
        }
    }

    [Fact]
    public void An_import_that_was_killed_goes_on_where_it_stopped()
    {
        var log = folder.WriteDns("dns.log", Lookups(120_000));
        for (var round = 0; round < 3; round++)
        {
            using var process = PosternProcess.Start(new Surroundings(), "import", log, "--ledger", Ledger, "-q");
            WaitForGrowth(process, round);
            process.Kill();
            process.WaitForExit();
        }

        Import(log);

        var kept = InBrief(Ledger);
        Assert.Equal(120_000, kept.Contacts);
        Assert.Equal(InBrief(log), kept);
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", Ledger).ExitCode);
        using var reader = SqliteLedgerReader.Open(Ledger);
        Assert.Single(reader.ReadEntries(EntryKind.FileProvenance), e => e.Entry.TryGet(EntryField.Act, out var act) && act.Span.SequenceEqual("read"u8));
    }

    [Fact]
    public void A_file_that_is_no_log_leaves_no_trace_and_ends_with_3()
    {
        var ran = PosternProcess.Run("import", folder.Write("readme", "nothing to see here\n"), "--ledger", Ledger);

        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("format not recognised", ran.Error, StringComparison.Ordinal);
        Assert.Equal(0, Size());
    }

    [Theory]
    [InlineData("x", 70_000, 65_535, true)]
    [InlineData("x", 65_536, 65_535, true)]
    [InlineData("x", 65_535, 65_535, false)]
    [InlineData("\u00e4", 40_000, 32_767, true)] // two octets each: the last would be halved
    public void An_outcome_that_the_seal_has_no_room_for_is_cut_between_two_characters_and_told(string letter, int length, int kept, bool isCut)
    {
        var outcome = string.Concat(Enumerable.Repeat(letter, length));
        var log = folder.Write("table.csv", $"time,source,target,outcome\n2026-03-01T00:00:00Z,a,b,ok\n2026-03-01T00:00:01Z,a,b,{outcome}\n2026-03-01T00:00:02Z,a,b,{outcome}\n");

        var ran = Import(log);

        var outcomes = Contacts(Ledger).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("outcome").GetString()!);
        Assert.Equal(["ok", .. Enumerable.Repeat(string.Concat(Enumerable.Repeat(letter, kept)), 2)], outcomes);
        Assert.Equal(isCut, ran.Error.Contains("2 contacts have an outcome of more than 65,535 octets: it was cut there", StringComparison.Ordinal));
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", Ledger).ExitCode);
    }

    [Fact]
    public void Rejected_lines_and_what_was_assumed_are_kept_with_the_file()
    {
        var log = folder.WriteDns("dns.log", Lookups(5));
        File.AppendAllText(log, "garbage\nmore garbage\n");
        Import(log);

        using var direct = JsonDocument.Parse(PosternProcess.Run("investigate", log, "--json").Output);
        using var kept = JsonDocument.Parse(PosternProcess.Run("investigate", Ledger, "--json").Output);
        var (a, b) = (FileOf(direct), FileOf(kept));
        Assert.Equal($"{Ledger}:{log}", b.GetProperty("path").GetString());
        foreach (var member in new[] { "sha256", "format", "bytes", "lines", "contacts", "ignored", "rejected", "assumed" })
            Assert.Equal(a.GetProperty(member).GetRawText().ReplaceLineEndings("\n"), b.GetProperty(member).GetRawText().ReplaceLineEndings("\n"));

        static JsonElement FileOf(JsonDocument findings) => findings.RootElement.GetProperty("record").GetProperty("files")[0];
    }

    [Fact]
    public void A_rotated_set_without_years_goes_on_from_file_to_file()
    {
        folder.Write("mail.log.1", "Dec 31 23:59:58 mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from a[192.0.2.1]: 554 5.7.1 <a@example.org>: no; from=<b@example.com> to=<a@example.org> proto=ESMTP helo=<c>\n");
        folder.Write("mail.log", "Jan  1 00:00:02 mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from a[192.0.2.1]: 554 5.7.1 <a@example.org>: no; from=<b@example.com> to=<a@example.org> proto=ESMTP helo=<c>\n");

        Import(folder["mail.log*"], "--log-year", "2024");

        Assert.Equal(Contacts(folder["mail.log*"], "--log-year", "2024"), Contacts(Ledger));
        Assert.Contains("2025-01-01T00:00:02Z", Contacts(Ledger), StringComparison.Ordinal);
    }

    Ran Import(string input, params string[] options)
    {
        var ran = PosternProcess.Run(["import", input, "--ledger", Ledger, .. options]);
        Assert.True(ran.ExitCode == 0, ran.Error);
        return ran;
    }

    long Size()
    {
        using var reader = SqliteLedgerReader.Open(Ledger);
        return reader.Size;
    }

    /// <summary>Findings without what is bound to differ: files, inputs, options of reading.</summary>
    static string Findings(string input, params string[] options)
    {
        var ran = PosternProcess.Run(["investigate", input, "--json", .. options]);
        Assert.True(ran.ExitCode == 0, ran.Error);
        var findings = System.Text.Json.Nodes.JsonNode.Parse(ran.Output)!;
        findings["record"]!.AsObject().Remove("files");
        findings["settings"]!.AsObject().Remove("inputs");
        return findings.ToJsonString();
    }

    /// <summary>Contacts with everything but the name of their file.</summary>
    static string Contacts(string input, params string[] options)
    {
        var ran = PosternProcess.Run(["contacts", input, "--json", "-q", .. options]);
        Assert.True(ran.ExitCode == 0, ran.Error);
        return string.Concat(ran.Lines.Select(WithoutFile));
    }

    /// <summary>Number and hash of the contacts without the name of their file: many of them as text would fill memory.</summary>
    static (int Contacts, string Sha256) InBrief(string input)
    {
        using var process = PosternProcess.Start(new Surroundings(), "contacts", input, "--json", "-q");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var contacts = 0;
        for (; process.StandardOutput.ReadLine() is { } line; contacts++)
            hash.AppendData(Encoding.UTF8.GetBytes(WithoutFile(line)));
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (contacts, Convert.ToHexStringLower(hash.GetCurrentHash()));
    }

    static string WithoutFile(string line)
    {
        var contact = System.Text.Json.Nodes.JsonNode.Parse(line)!;
        contact.AsObject().Remove("file");
        return $"{contact.ToJsonString()}\n";
    }

    static IEnumerable<(double Time, string Source, string Target)> Lookups(int count) => Enumerable.Range(0, count)
        .Select(i => (Start + i * .37, $"192.0.2.{i % 23}", string.Create(CultureInfo.InvariantCulture, $"host{i * i % 41}.example.com")));

    static IEnumerable<(double Time, string Source, string Target)> Others(int count) => Lookups(count).Select(l => l with { Source = "198.51.100.9" });

    static int CountOf(string input) => Contacts(input).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Waits until the import has written something more, or has ended.</summary>
    void WaitForGrowth(Process process, int round)
    {
        var log = $"{Ledger}-wal";
        var before = Length();
        for (var looks = 0; !process.HasExited && Length() <= before + round * 1_000_000; looks++)
            process.WaitForExit(5);

        long Length() => File.Exists(log) ? new FileInfo(log).Length : 0;
    }
}
