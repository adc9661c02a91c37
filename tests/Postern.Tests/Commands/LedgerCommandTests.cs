using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Postern.Commands;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Testing;

namespace Postern.Tests.Commands;

public sealed class LedgerCommandTests : IDisposable
{
    /// <summary>Monday 2023-11-13T00:00:00Z.</summary>
    const double Start = 1_699_833_600;

    readonly LogFolder folder = new();

    string Ledger => folder["postern.db"];

    public LedgerCommandTests() => Import(0, 300);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_ledger_that_is_as_it_was_sealed_holds_also_against_checkpoints_kept_elsewhere()
    {
        var monday = folder.Write("monday.checkpoint", Run(0, "checkpoint", Ledger));
        Import(300, 50);

        Assert.Contains("is as it was signed at 354 entries", Run(0, "verify", Ledger), StringComparison.Ordinal);
        Run(0, "verify", Ledger, "--checkpoint", monday, "--key", Run(0, "checkpoint", Ledger, "--key").Trim());
        var growth = folder.Write("growth.json", Run(0, "checkpoint", Ledger, "--since", monday));
        Assert.Contains("begins with all 302 it had before", Run(0, "verify", "--proof", growth), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_changed_is_named_and_ends_with_4()
    {
        ChangeTimes(7, 8, 200);

        var ran = PosternProcess.Run("ledger", "verify", Ledger);

        Assert.Equal(4, ran.ExitCode);
        Assert.Contains("entries 7 to 8: the content is not what was sealed", ran.Output, StringComparison.Ordinal);
        Assert.Contains("entry 200: the content is not what was sealed", ran.Output, StringComparison.Ordinal);
        Assert.Contains("entry 200 is not what was sealed", PosternProcess.Run("ledger", "prove", Ledger, "200").Error, StringComparison.Ordinal);
        Assert.Equal(4, PosternProcess.Run("ledger", "export", Ledger, "--output", folder["x.zip"]).ExitCode);
        Assert.False(File.Exists(folder["x.zip"]));
    }

    [Fact]
    public void A_program_is_told_that_a_ledger_holds_and_how_far_it_is_signed()
    {
        var checkpoint = Run(0, "checkpoint", Ledger).Split('\n');

        using var verdict = Verdict(0, Ledger);

        var told = verdict.RootElement;
        Assert.Equal("postern.verification/1", told.GetProperty("schema").GetString());
        Assert.Equal("ledger", told.GetProperty("of").GetString());
        Assert.Equal(Ledger, told.GetProperty("path").GetString());
        Assert.True(told.GetProperty("holds").GetBoolean());
        Assert.Contains("is as it was signed at 302 entries", told.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal([302, 0, 302, 0, 0], Numbers(told, "entries", "readFrom", "signed", "unsigned", "faultCount"));
        Assert.InRange(told.GetProperty("checkpoints").GetInt32(), 1, 3); // over the first entries, and over the last
        Assert.All(["unsignedFrom", "unsignedTo"], member => Assert.Equal(JsonValueKind.Null, told.GetProperty(member).ValueKind));
        Assert.Equal(checkpoint[2], told.GetProperty("root").GetString());
        Assert.Equal(Run(0, "checkpoint", Ledger, "--key").Trim(), told.GetProperty("key").GetString());
        Assert.Equal("beside", told.GetProperty("keyFrom").GetString());
        Assert.Contains($"the key that lies beside it, {Ledger}.key, fingerprint {told.GetProperty("fingerprint").GetString()}",
            told.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, told.GetProperty("faults").GetArrayLength());
    }

    [Fact]
    public void A_program_is_told_which_entries_were_edited_and_that_tables_were_changed()
    {
        ChangeTimes(7, 8, 200);
        using (var verdict = Verdict(4, Ledger))
        {
            Assert.False(verdict.RootElement.GetProperty("holds").GetBoolean());
            Assert.Equal([("entry-edited", 7, 2), ("entry-edited", 200, 1)], Faults(verdict));
            Assert.Equal("entries 7 to 8: the content is not what was sealed", verdict.RootElement.GetProperty("faults")[0].GetProperty("sentence").GetString());
        }
        Change("DROP VIEW contacts");
        using (var verdict = Verdict(4, Ledger))
            Assert.Equal([("entry-edited", 7, 2), ("entry-edited", 200, 1), ("file", -1, 0)], Faults(verdict));
    }

    [Fact]
    public void A_program_is_told_how_much_was_cut_off()
    {
        var older = folder["older.db"];
        File.Copy(Ledger, older);
        Import(300, 50);
        var kept = folder.Write("kept.checkpoint", Run(0, "checkpoint", Ledger));

        using var verdict = Verdict(4, older, "--checkpoint", kept);

        Assert.Equal([("cut", 302, 52)], Faults(verdict));
        Assert.Equal([302, 302, 1], Numbers(verdict.RootElement, "entries", "signed", "faultCount"));
    }

    [Fact]
    public void A_program_is_told_whether_proofs_and_bundles_hold()
    {
        var proof = folder.Write("entry.json", Run(0, "prove", Ledger, "17"));
        var bundle = folder["evidence.zip"];
        Run(0, "export", Ledger, "--target", "host3.example.com", "--redact", "source", "--output", bundle);
        var broken = folder.Write("broken.zip", "PK\u0003\u0004 and nothing more");

        using (var verdict = Verdict(0, "--proof", proof))
            Assert.Contains("entry 17 is in the log", verdict.RootElement.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        using (var verdict = Verdict(4, "--proof", broken))
            Assert.Equal("proof", verdict.RootElement.GetProperty("of").GetString());
        using (var verdict = Verdict(0, bundle))
        {
            // 43 look-ups of that name, and the file: begun, read.
            Assert.Equal([45, 43, 0], Numbers(verdict.RootElement, "entries", "redactedFields", "faultCount"));
            Assert.False(verdict.RootElement.GetProperty("contiguous").GetBoolean());
        }
        using (var verdict = Verdict(4, broken))
            Assert.Equal([("bundle", -1, 0)], Faults(verdict));
    }

    [Fact]
    public void The_document_names_every_kind_of_fault_that_a_program_is_told()
    {
        var document = File.ReadAllText(Checkout.Path("docs", "ledger.md"));

        Assert.All([.. Enum.GetValues<LedgerFaultKind>().Select(VerificationJson.Word), VerificationJson.FileFault, VerificationJson.BundleFault],
            word => Assert.Contains($"`{word}`", document, StringComparison.Ordinal));
    }

    [Fact]
    public void A_ledger_made_anew_with_the_same_key_is_a_fork()
    {
        var kept = folder.Write("kept.checkpoint", Run(0, "checkpoint", Ledger));
        var origin = Run(0, "checkpoint", Ledger).Split('\n')[0];
        File.Delete(Ledger);
        Import(0, 299, Start + 1);
        Rename(origin);
        Import(299, 1);

        Run(0, "verify", Ledger);
        Assert.Contains("signed with the ledger's key", Run(4, "verify", Ledger, "--checkpoint", kept), StringComparison.Ordinal);
        using var verdict = Verdict(4, Ledger, "--checkpoint", kept);
        Assert.Equal("forked", Faults(verdict).First().Kind);
    }

    [Fact]
    public void A_ledger_put_back_to_an_older_copy_is_found_by_the_mark_of_the_last_verification()
    {
        File.Copy(Ledger, folder["older.db"]);
        Import(300, 50);
        Run(0, "verify", Ledger);
        var mark = File.ReadAllText($"{Ledger}.verified");
        File.Copy(folder["older.db"], Ledger, overwrite: true);

        foreach (var options in new string[][] { [], ["--incremental"] })
            Assert.Contains($"354 were signed ({Ledger}.verified): the last 52 were cut off", Run(4, ["verify", Ledger, .. options]), StringComparison.Ordinal);
        using (var verdict = Verdict(4, Ledger))
            Assert.Equal([("cut", 302, 52)], Faults(verdict));
        Assert.Equal(mark, File.ReadAllText($"{Ledger}.verified"));
    }

    [Fact]
    public void A_checkpoint_that_was_kept_elsewhere_and_is_gone_from_the_ledger_was_taken_away()
    {
        Import(300, 50);
        Run(0, "verify", Ledger);
        var mark = File.ReadAllText($"{Ledger}.verified");
        Change("DELETE FROM checkpoint WHERE size > 302");

        Assert.Contains($"the checkpoint at 354 entries, which {Ledger}.verified has, is gone from the ledger", Run(4, "verify", Ledger), StringComparison.Ordinal);
        Assert.Equal(mark, File.ReadAllText($"{Ledger}.verified"));
        File.Move($"{Ledger}.verified", folder["kept.checkpoint"]);
        using var verdict = Verdict(4, Ledger, "--checkpoint", folder["kept.checkpoint"]);
        Assert.Equal([("checkpoint-missing", 354, 0)], Faults(verdict));
        Assert.Equal([354, 0], Numbers(verdict.RootElement, "signed", "unsigned"));
    }

    [Fact]
    public void Entries_behind_the_last_checkpoint_that_a_writer_would_have_signed_do_not_hold()
    {
        Import(300, 50);
        Change("DELETE FROM checkpoint WHERE size > 302");

        using (var verdict = Verdict(4, Ledger))
        {
            Assert.Equal([("tail-unsigned", 302, 52)], Faults(verdict));
            Assert.Equal([302, 52], Numbers(verdict.RootElement, "signed", "unsigned"));
            Assert.Equal("2023-11-13T00:05:00Z", verdict.RootElement.GetProperty("unsignedFrom").GetString());
        }
        Assert.Contains("no signature covers the last 52 entries (dated 2023-11-13T00:05:00Z to ", Run(4, "verify", Ledger), StringComparison.Ordinal);
        Assert.False(File.Exists($"{Ledger}.verified"));
    }

    [Fact]
    public async Task What_a_writer_who_was_killed_left_unsigned_is_told_with_its_times_and_holds()
    {
        var killed = folder["killed.db"];
        await using (var writer = SqliteLedger.Open(Ledger, new LedgerOptions()))
        {
            foreach (var second in new[] { 1, 2, 3 })
                await writer.AppendAsync([new PlainEntry(EntryKind.Refused, (long)(Start + second) * 1_000_000_000).Add(EntryField.Told, "no")], TestContext.Current.CancellationToken);
            foreach (var end in new[] { "", "-wal", ".key" })
                File.Copy(Ledger + end, killed + end);
        }

        using var verdict = Verdict(0, killed);

        Assert.Equal([305, 303, 2], Numbers(verdict.RootElement, "entries", "signed", "unsigned"));
        Assert.Equal("2023-11-13T00:00:02Z", verdict.RootElement.GetProperty("unsignedFrom").GetString());
        Assert.Equal("2023-11-13T00:00:03Z", verdict.RootElement.GetProperty("unsignedTo").GetString());
        Assert.Contains("the last 2 are not signed yet (dated 2023-11-13T00:00:02Z to 2023-11-13T00:00:03Z): whoever can write the file can have made or changed them",
            verdict.RootElement.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_without_any_checkpoint_are_not_proved_and_an_empty_ledger_is_in_order()
    {
        Change("DELETE FROM checkpoint");

        using (var verdict = Verdict(4, Ledger))
        {
            Assert.Equal([("unproved", 0, 302)], Faults(verdict));
            Assert.Equal(JsonValueKind.Null, verdict.RootElement.GetProperty("signed").ValueKind);
        }
        Assert.Contains("no signed checkpoint covers any of its 302 entries", Run(4, "verify", Ledger, "--incremental"), StringComparison.Ordinal);
        Assert.False(File.Exists($"{Ledger}.verified"));

        PosternProcess.Run("import", folder.Write("readme", "nothing to see here\n"), "--ledger", folder["empty.db"], "-q");
        Run(0, "verify", folder["empty.db"]);
    }

    [Fact]
    public void A_ledger_made_anew_with_another_key_is_found_by_the_key_beside_it_and_by_the_mark()
    {
        Run(0, "verify", Ledger);
        var own = folder.Write("ledger.pub", Run(0, "checkpoint", Ledger, "--key"));
        Import(0, 299, Start + 1, folder["forged.db"]);
        var forged = Run(0, "checkpoint", folder["forged.db"], "--key").Trim();
        File.Copy(folder["forged.db"], Ledger, overwrite: true);

        using (var verdict = Verdict(4, Ledger))
        {
            Assert.Equal([("checkpoint-foreign", -1, 0), ("file", -1, 0), ("file", -1, 0)], Faults(verdict));
            Assert.Equal("beside", verdict.RootElement.GetProperty("keyFrom").GetString());
        }
        Assert.Contains("is not of this ledger's key: the ledger was exchanged", Run(4, "verify", Ledger), StringComparison.Ordinal);
        File.Delete($"{Ledger}.verified");
        Assert.Contains($"is not the one that lies beside it, {Ledger}.key", Run(4, "verify", Ledger), StringComparison.Ordinal);
        File.Delete($"{Ledger}.key");
        Assert.Contains("than the one that was given", Run(4, "verify", Ledger, "--key", own), StringComparison.Ordinal);
        // Nothing else shows it; whose word it is, is said.
        using (var verdict = Verdict(0, Ledger))
        {
            var told = verdict.RootElement;
            Assert.Equal("ledger", told.GetProperty("keyFrom").GetString());
            Assert.Equal(forged, told.GetProperty("key").GetString());
            Assert.Contains($"the key in the ledger itself; it proves something only if its fingerprint, {told.GetProperty("fingerprint").GetString()}, is the ledger's",
                told.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_that_cannot_be_read_is_told_and_the_verdict_hangs_on_the_ledgers_own()
    {
        File.WriteAllText($"{Ledger}.key", "no key");

        var told = Run(0, "verify", Ledger);

        Assert.Contains("checked with the key in the ledger itself", told, StringComparison.Ordinal);
        Assert.Contains($"{Ledger}.key: the signing key cannot be read", told, StringComparison.Ordinal);
    }

    [Fact]
    public void An_incremental_verification_reads_what_is_new_and_only_that()
    {
        Run(0, "verify", Ledger);
        Import(300, 50);
        Assert.Contains("entries 302 to 354 were read again", Run(0, "verify", Ledger, "--incremental"), StringComparison.Ordinal);
        Assert.Contains("entries 354 to 354 were read again", Run(0, "verify", Ledger, "--incremental"), StringComparison.Ordinal);

        Import(350, 10);
        ChangeTimes(355);
        Assert.Contains("entry 355", Run(4, "verify", Ledger, "--incremental"), StringComparison.Ordinal);
        File.WriteAllText($"{Ledger}.verified", "no checkpoint");
        var told = Run(4, "verify", Ledger, "--incremental");
        Assert.Contains("entry 355", told, StringComparison.Ordinal);
        Assert.Contains("was damaged or changed; remove it when nothing else is wrong", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proof_holds_without_the_ledger_redacted_or_not_and_not_when_it_was_changed()
    {
        var key = folder.Write("ledger.pub", Run(0, "checkpoint", Ledger, "--key"));
        var open = folder.Write("open.json", Run(0, "prove", Ledger, "17"));
        var redacted = folder.Write("redacted.json", Run(0, "prove", Ledger, "17", "--redact", "source,figures,detail"));
        folder.Write("changed.json", File.ReadAllText(open).Replace("198.51.100.", "198.51.101.", StringComparison.Ordinal));
        File.Delete(Ledger);

        Assert.Contains("entry 17 is in the log", Run(0, "verify", "--proof", open, "--key", key), StringComparison.Ordinal);
        Run(0, "verify", "--proof", redacted, "--key", key);
        Run(4, "verify", "--proof", folder["changed.json"]);
        Assert.Contains("198.51.100.", File.ReadAllText(open), StringComparison.Ordinal);
        Assert.DoesNotContain("198.51.100.", File.ReadAllText(redacted), StringComparison.Ordinal);
        Assert.Contains("the file is not a proof", Run(4, "verify", "--proof", key), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_holds_what_was_asked_for_and_is_checked_without_the_ledger()
    {
        var bundle = folder["evidence.zip"];
        Run(0, "export", Ledger, "--target", "host3.example.com", "--to", "2023-11-13T00:01:00Z", "--redact", "source", "--output", bundle);
        var wanted = PosternProcess.Run("contacts", Ledger, "--json", "--target", "host3.example.com", "--to", "2023-11-13T00:01:00Z").Lines;
        File.Delete(Ledger);

        Run(0, "verify", bundle);
        using (var zip = ZipFile.OpenRead(bundle))
        {
            using var entries = new StreamReader(zip.GetEntry("entries.jsonl")!.Open());
            var text = entries.ReadToEnd();
            Assert.Equal(wanted.Length + 2, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // and the file: begun, read
            Assert.DoesNotContain("198.51.100.", text, StringComparison.Ordinal);
            using var settings = JsonDocument.Parse(zip.GetEntry("settings.json")!.Open());
            Assert.Equal("host3.example.com", settings.RootElement.GetProperty("target")[0].GetString());
        }
        var octets = File.ReadAllBytes(bundle);
        octets[octets.Length / 3] ^= 4;
        File.WriteAllBytes(bundle, octets);
        Run(4, "verify", bundle);
    }

    [Fact]
    public void A_leaf_is_hashed_by_hand_as_the_document_says()
    {
        Require.Program("jq");
        var proof = folder.Write("entry.json", Run(0, "prove", Ledger, "17"));

        var ran = PosternProcess.Shell(new Surroundings(), $"(printf '\\0'; jq -r .entry.leaf {proof} | base64 -d) | sha256sum; jq -r .leafHash {proof} | base64 -d | od -An -tx1 | tr -d ' \\n'");

        Assert.True(ran is { ExitCode: 0, Lines.Length: 2 }, ran.Error);
        Assert.Equal(ran.Lines[0][..64], ran.Lines[1]);
    }

    [Fact]
    public void What_is_no_ledger_is_said_and_ends_with_3()
    {
        foreach (var command in new[] { "verify", "checkpoint", "prove" })
        {
            string[] rest = command == "prove" ? ["1"] : [];
            Assert.Equal(3, PosternProcess.Run(["ledger", command, folder["nowhere.db"], .. rest]).ExitCode);
            Assert.Equal(3, PosternProcess.Run(["ledger", command, folder["log.0"], .. rest]).ExitCode);
        }
        Assert.Equal(3, PosternProcess.Run("ledger", "checkpoint", folder["nowhere.db"], "--sign").ExitCode);
        Assert.False(File.Exists(folder["nowhere.db"]));
    }

    [Fact]
    public void The_questions_of_the_document_are_answered_by_any_SQLite_tool()
    {
        Require.Program("sqlite3");
        var document = File.ReadAllText(Checkout.Path("docs", "ledger.md")).ReplaceLineEndings("\n");
        var lines = document.Split('\n').Where(l => l.StartsWith("sqlite3 -readonly postern.db", StringComparison.Ordinal)).ToList();

        Assert.Equal(5, lines.Count);
        Assert.All(lines, line => Assert.True(PosternProcess.Shell(new Surroundings { Folder = Path.GetDirectoryName(Ledger) }, line) is { ExitCode: 0, Error: "" }, line));
    }

    /// <summary>Runs <c>postern ledger</c> and gives what it printed.</summary>
    static string Run(int code, params string[] arguments)
    {
        var ran = PosternProcess.Run(["ledger", .. arguments]);
        Assert.True(ran.ExitCode == code, $"{string.Join(' ', arguments)} ended with {ran.ExitCode}: {ran.Output}{ran.Error}");
        return ran.Output;
    }

    /// <summary>What <c>postern ledger verify --json</c> printed.</summary>
    static JsonDocument Verdict(int code, params string[] arguments) => JsonDocument.Parse(Run(code, ["verify", .. arguments, "--json"]));

    static IEnumerable<long> Numbers(JsonElement told, params string[] members) => members.Select(m => told.GetProperty(m).GetInt64());

    /// <summary>Kind, first entry (-1 when none is told) and number of entries of each fault.</summary>
    static IEnumerable<(string Kind, long First, long Count)> Faults(JsonDocument verdict) => verdict.RootElement.GetProperty("faults").EnumerateArray()
        .Select(f => (f.GetProperty("kind").GetString()!, f.TryGetProperty("first", out var first) ? first.GetInt64() : -1,
            f.TryGetProperty("count", out var count) ? count.GetInt64() : 0));

    [Fact]
    public void Old_entries_are_forgotten_for_good_and_never_imported_again()
    {
        Import(300, 5_000);
        var before = DateTimeOffset.FromUnixTimeSeconds((long)Start + 5_000).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Assert.Contains("up to 4,096 entries would be forgotten for good; --yes does it", Run(0, "forget", Ledger, "--before", before), StringComparison.Ordinal);
        Assert.Contains("there is nothing to forget", Run(0, "forget", Ledger, "--before", "2001-01-01"), StringComparison.Ordinal);
        Assert.Contains("forget needs a time", PosternProcess.Run("ledger", "forget", Ledger).Error, StringComparison.Ordinal);

        // 4,096 entries, of which three say what was imported.
        Assert.Contains("4,093 entries forgotten", Run(0, "forget", Ledger, "--before", before, "--yes"), StringComparison.Ordinal);

        Run(0, "verify", Ledger);
        Assert.Equal(5_300 - 4_093, PosternProcess.Run("contacts", Ledger, "--json", "-q").Lines.Length);
        Assert.Contains("3,793 of its contacts were forgotten", PosternProcess.Run("investigate", Ledger, "--json", "-q").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("198.51.100.", Run(0, "prove", Ledger, "100"), StringComparison.Ordinal);
        Run(0, "verify", "--proof", folder.Write("forgotten.json", Run(0, "prove", Ledger, "100")));
        Import(300, 5_010);
        Assert.Equal(5_310 - 4_093, PosternProcess.Run("contacts", Ledger, "--json", "-q").Lines.Length);
    }

    void Import(int first, int count, double start = Start, string? ledger = null)
    {
        var log = folder.WriteDns($"log.{first}", Enumerable.Range(first, count).Select(i => (start + i, $"198.51.100.{i % 9}", $"host{i % 7}.example.com")));
        var ran = PosternProcess.Run("import", log, "--ledger", ledger ?? Ledger, "-q");
        Assert.True(ran.ExitCode == 0, ran.Error);
    }

    /// <summary>Makes contacts a nanosecond later, as somebody would who knows how they are kept.</summary>
    void ChangeTimes(params ReadOnlySpan<int> numbers)
    {
        foreach (var number in numbers)
        {
            Change($"""
                UPDATE contact_block
                SET contacts = replace(contacts, '[' || ({number} - first) || ',' || was.time, '[' || ({number} - first) || ',' || (was.time + 1))
                FROM (SELECT time FROM contact WHERE number = {number}) AS was
                WHERE first <= {number} AND first + count > {number}
                """);
        }
    }

    void Change(string sql)
    {
        using var database = SqliteDatabase.Open(Ledger, SqliteAccess.Write);
        database.Execute(sql);
    }

    /// <summary>Gives a ledger the name and the key of another, as somebody would who forges it.</summary>
    void Rename(string origin)
    {
        using var database = SqliteDatabase.Open(Ledger, SqliteAccess.Write);
        using var row = database.Prepare("SELECT origin FROM ledger");
        row.Step();
        var own = row.Text(0);
        row.Reset();
        database.Execute($"UPDATE ledger SET origin = '{origin}', verifier_key = replace(verifier_key, '{own}', '{origin}'); DELETE FROM checkpoint");
    }
}
