using System.CommandLine;
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

    readonly Option<string?> key = RecordOptions.One("--key", "KEY", "the ledger's public key, or a file that holds it; taken from what is checked otherwise");

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
            "A ledger whose key was stolen can be rewritten and signed anew; only a checkpoint kept elsewhere shows that.",
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
        var evidence = reader.ReadCheckpoints().Select(c => new CheckpointEvidence(c.Note, $"the ledger's checkpoint at {c.Size:N0}"))
            .Concat((parsed.GetValue(checkpoints) ?? []).Select(f => new CheckpointEvidence(KeptFile.Read("--checkpoint", f), SafeText.Of(f))))
            .ToList();
        var signer = trusted ?? reader.Verifier;
        var verified = parsed.GetValue(incremental) ? VerifiedMark.Read(path, signer) : null;
        VerificationReport report;
        using (var bar = parsed.GetValue(quiet) || !Screen.ShowsProgress ? null : new ProgressBar(error, TimeProvider.System))
        {
            bar?.Begin(new ProgressStage("verifying", CountsOctets: false));
            var progress = bar is null ? null : new EntryProgress(done => bar.Reach((double)done / Math.Max(1, reader.Size)));
            report = LedgerVerification.Verify(reader.Leaves(), reader, reader.Size, evidence, [signer], verified, progress, cancellation);
        }
        var store = report.From > 0 ? [] : reader.CheckStore();
        if (parsed.GetValue(json))
            VerificationJson.Write(path, signer, report, store, Sentence(report, store));
        else
            WriteText(output, path, report, store);
        if (!report.IsIntact || store.Count > 0)
            return ExitCode.Verification;
        VerifiedMark.Write(path, reader, report.SignedSize);
        return ExitCode.Done;
    }

    static void WriteText(TextWriter output, string path, VerificationReport report, IReadOnlyList<string> store)
    {
        output.WriteLine($"{SafeText.Of(path)}: {Sentence(report, store)}");
        foreach (var line in report.Faults.Select(f => f.Sentence).Concat(store).Skip(1).Take(FaultsShown - 1))
            output.WriteLine($"  {SafeText.Of(line)}");
        if (report.FaultCount + store.Count > FaultsShown)
            output.WriteLine($"  and {report.FaultCount + store.Count - FaultsShown:N0} more");
    }

    static string Sentence(VerificationReport report, IReadOnlyList<string> store) =>
        report.IsIntact && store.Count > 0 ? $"the entries are as they were sealed, the file around them is not: {store[0]}" : report.Sentence;

    static bool IsBundle(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[4];
            return file.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.SequenceEqual("PK\u0003\u0004"u8);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: {problem.Message}");
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
