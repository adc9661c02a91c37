using System.CommandLine;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary><c>postern ledger verify</c>: says whether a ledger, a proof or a bundle of evidence is as it was sealed, and where it is not.</summary>
sealed class LedgerVerifyCommand
{
    /// <summary>Faults that are printed; the rest are counted.</summary>
    const int FaultsShown = 20;

    readonly Argument<string?> input = new("ledger") { Description = "a ledger, or a bundle of evidence (.zip)", Arity = ArgumentArity.ZeroOrOne };

    readonly Option<string[]> checkpoints = RecordOptions.Many("--checkpoint", "FILE", "hold it against this checkpoint, kept elsewhere (repeatable)");

    readonly Option<bool> incremental = new("--incremental")
    {
        Description = "read only what came since the last verification that found nothing wrong (kept in LEDGER.verified)",
    };

    readonly Option<string?> proof = RecordOptions.One("--proof", "FILE", "check a proof of an entry or of growth instead; no ledger is needed");

    readonly Option<string?> key = RecordOptions.One("--key", "KEY", "the ledger's public key, or a file that holds it; otherwise the word of what is checked, or of the key beside a ledger, is taken");

    readonly Option<bool> json = new("--json") { Description = "print the verdict as one JSON object, postern.verification/1" };

    readonly Option<bool> quiet = new("--quiet", "-q") { Description = "no progress bar" };

    LedgerVerifyCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var made = new LedgerVerifyCommand();
        var groups = new List<OptionGroup>
        {
            new("Against what", [made.checkpoints, made.key]),
            new("What", [made.proof, made.incremental]),
            new("Run", [made.json, made.quiet]),
        };
        var command = new Command("verify", "say whether a ledger, a proof or a bundle is as it was sealed") { made.input };
        foreach (var option in groups.SelectMany(g => g.Options))
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => made.Run(parsed, cancellation), CancellationToken.None));
        return new CommandHelp(command, groups, [
            new Example("postern ledger verify postern.db", "read and hash every entry again"),
            new Example("postern ledger verify postern.db --checkpoint monday.checkpoint", "also against a checkpoint that was kept elsewhere"),
            new Example("postern ledger verify --proof entry-4711.json --key ledger.pub", "check a proof without the ledger"),
            new Example("postern ledger verify evidence.zip", "check a bundle without the ledger and without a network"),
            new Example("postern ledger verify postern.db --json | jq '.faults[].first'", "where the faults are, for a script"),
        ], [
            "Whoever can write the ledger can rewrite it and sign it with a key of his own: compare the fingerprint that is printed, or give the key (--key). Whoever has its key can rewrite it unnoticed, but for the entries of checkpoints kept elsewhere (--checkpoint). The last verification that found nothing wrong is such a checkpoint too (LEDGER.verified).",
            "Exit codes: 0 it holds, 2 wrong usage, 3 it could not be read, 4 it does not hold (which entries, and how, is printed).",
        ]);
    }

    int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var trusted = parsed.GetValue(key) is { } text ? KeyOf(text) : null;
        if (parsed.GetValue(proof) is { } file)
        {
            if (parsed.GetValue(input) is not null)
                throw new UsageException("--proof is checked by itself; leave the ledger out");
            return Told(parsed, CheckProof(file, trusted), proof => VerificationJson.Write(file, proof));
        }
        var path = parsed.GetValue(input) ?? throw new UsageException("verify needs a ledger, a bundle, or --proof FILE");
        if (!IsBundle(path))
            return CheckLedger(path, trusted, parsed, cancellation);
        var bundle = CheckBundle(path, trusted, cancellation);
        return Told(parsed, new ProofResult(bundle.Holds, bundle.Sentence), _ => VerificationJson.Write(path, bundle));
    }

    int Told(ParseResult parsed, ProofResult result, Action<ProofResult> writeJson)
    {
        if (parsed.GetValue(json))
            writeJson(result);
        else
            parsed.InvocationConfiguration.Output.WriteLine(SafeText.Of(result.Sentence));
        return result.Holds ? ExitCode.Done : ExitCode.Verification;
    }

    static ProofResult CheckProof(string path, VerifierKey? trusted) =>
        LedgerProofs.Verify(System.Text.Encoding.UTF8.GetBytes(KeptFile.Read("--proof", path)), trusted is null ? null : [trusted], out _);

    static BundleResult CheckBundle(string path, VerifierKey? trusted, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        return BundleVerification.Verify(file, trusted is null ? null : [trusted], found: null, cancellation);
    }

    int CheckLedger(string path, VerifierKey? trusted, ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var reader = SqliteLedgerReader.Open(path);
        var trust = LedgerTrust.Of(reader, trusted);
        var evidence = reader.ReadCheckpoints().Select(c => new CheckpointEvidence(c.Note, $"the ledger's checkpoint at {c.Size:N0}"))
            .Concat((parsed.GetValue(checkpoints) ?? []).Select(f => new CheckpointEvidence(KeptFile.Read("--checkpoint", f), f, IsKept: true)))
            .ToList();
        Checkpoint? verified = null;
        List<string> around = [];
        if (VerifiedMark.Read(path) is { } mark)
        {
            evidence.Add(mark);
            if (SignedCheckpoint.TryOpen(mark.Text, [trust.Key], out var opened, out var refusal, out _))
                verified = opened.Checkpoint;
            else if (refusal is CheckpointRefusal.UnknownKeys or CheckpointRefusal.OtherLog)
                around.Add($"{mark.Name}, the mark of the last verification, is not of this ledger's key: the ledger was exchanged; if you made it anew yourself, remove the mark");
            else
                around.Add($"{mark.Name}, the mark of the last verification, was damaged or changed; remove it when nothing else is wrong");
        }
        var isWhole = !parsed.GetValue(incremental) || verified is null;
        var store = isWhole ? Task.Run(() => CheckStore(path), cancellation) : null;
        VerificationReport report;
        using (var bar = parsed.GetValue(quiet) || !Screen.ShowsProgress ? null : new ProgressBar(error, TimeProvider.System))
        {
            bar?.Begin(new ProgressStage("verifying", CountsOctets: false));
            var progress = bar is null ? null : new EntryProgress(done => bar.Reach((double)done / Math.Max(1, reader.Size)));
            report = LedgerVerification.Verify(
                reader.LeavesAhead(Environment.ProcessorCount), reader, reader.Size, evidence, [trust.Key], parsed.GetValue(incremental) ? verified : null, progress, cancellation);
        }
        if (report.From == 0)
            around.AddRange(store?.GetAwaiter().GetResult() ?? reader.CheckStore());
        // Where entries or hashes do not fit, the checkpoints over them do not hold either: what is behind those that do says nothing then.
        var tail = report.IsIntact ? UnsignedTail.Of(reader, report.SignedSize) : UnsignedTail.None;
        var verdict = new LedgerVerdict(path, tail.Fault is { } fault ? report.With(fault) : report, around, trust, tail);
        if (parsed.GetValue(json))
            VerificationJson.Write(verdict);
        else
            WriteText(output, verdict);
        if (!verdict.Holds)
            return ExitCode.Verification;
        VerifiedMark.Write(path, reader, report.SignedSize, verified);
        return ExitCode.Done;
    }

    /// <summary>Looks through the file around the entries while these are read.</summary>
    static IReadOnlyList<string> CheckStore(string path)
    {
        using var reader = SqliteLedgerReader.Open(path);
        return reader.CheckStore();
    }

    static void WriteText(TextWriter output, LedgerVerdict verdict)
    {
        output.WriteLine($"{SafeText.Of(verdict.Path)}: {SafeText.Of(verdict.Sentence)}");
        foreach (var line in verdict.Faults.Skip(1).Take(FaultsShown - 1))
            output.WriteLine($"  {SafeText.Of(line)}");
        if (verdict.FaultCount > FaultsShown)
            output.WriteLine($"  and {verdict.FaultCount - FaultsShown:N0} more");
    }

    static bool IsBundle(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[4];
            return file.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.SequenceEqual("PK\u0003\u0004"u8);
        }
        catch (Exception fault) when (FileFault.Is(fault))
        {
            throw new InputException($"{path}: {FileFault.Reason(fault)}");
        }
    }

    static VerifierKey KeyOf(string text)
    {
        var written = File.Exists(text) ? KeptFile.Read("--key", text).Trim() : text;
        return VerifierKey.TryParse(written, out var key, out var fault) ? key! : throw new UsageException($"--key: {fault}");
    }

    /// <summary>Tells the progress where it is made, not on another thread.</summary>
    sealed class EntryProgress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
