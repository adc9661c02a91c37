using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Commands;

/// <summary>Where the key comes from that checkpoints are held against.</summary>
enum KeySource
{
    /// <summary>From whoever asks (<c>--key</c>).</summary>
    Given,

    /// <summary>From the signing key that lies beside the ledger.</summary>
    Beside,

    /// <summary>From the ledger itself, which whoever can write it can change.</summary>
    Ledger,
}

/// <summary>The key that a ledger is held against, and whose word that is.</summary>
/// <param name="Key">The key.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Sentence">The same in words.</param>
/// <param name="Fault">Why the ledger cannot be the one that the key is of; null when nothing speaks against it.</param>
sealed record LedgerTrust(VerifierKey Key, KeySource Source, string Sentence, string? Fault)
{
    /// <summary>Chooses the key.</summary>
    /// <param name="reader">The ledger.</param>
    /// <param name="given">The key that was given, or null.</param>
    public static LedgerTrust Of(SqliteLedgerReader reader, VerifierKey? given)
    {
        var named = reader.Verifier;
        if (given is not null)
        {
            return new LedgerTrust(given, KeySource.Given, "checked with the key that was given",
                named.ToString() == given.ToString() ? null : $"the ledger names another key ({Words(named)}) than the one that was given ({Words(given)})");
        }
        var path = $"{reader.Path}.key";
        var unread = "";
        try
        {
            if (reader.KeyBeside() is { } beside)
            {
                return new LedgerTrust(named, KeySource.Beside, $"checked with the key that lies beside it, {path}, fingerprint {named.Fingerprint.ToHex()}",
                    named.Fingerprint == beside.Fingerprint ? null
                    : $"the key that the ledger names ({named.Fingerprint.ToHex()}) is not the one that lies beside it, {path} ({beside.Fingerprint.ToHex()}): the ledger, or its key, was exchanged");
            }
        }
        catch (LedgerException problem)
        {
            unread = $" ({problem.Message})";
        }
        return new LedgerTrust(named, KeySource.Ledger,
            $"checked with the key in the ledger itself; it proves something only if its fingerprint, {named.Fingerprint.ToHex()}, is the ledger's{unread}", Fault: null);
    }

    static string Words(VerifierKey key) => $"{key.Name}, {key.Fingerprint.ToHex()}";
}

/// <summary>What the verification of a ledger came to: its entries, the file around them, and the key that all of it hangs on.</summary>
/// <param name="Path">The ledger.</param>
/// <param name="Report">What became of its entries.</param>
/// <param name="Around">What is wrong with the file and with what lies beside it, a sentence each.</param>
/// <param name="Trust">The key.</param>
/// <param name="Tail">The entries that nothing signed covers.</param>
sealed record LedgerVerdict(string Path, VerificationReport Report, IReadOnlyList<string> Around, LedgerTrust Trust, UnsignedTail Tail)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool Holds => Report.IsIntact && FaultCount == 0;

    /// <summary>Faults found, listed or not.</summary>
    public long FaultCount => Report.FaultCount + Others.Count();

    /// <summary>The faults that are of no entry and no checkpoint.</summary>
    public IEnumerable<string> Others => Trust.Fault is { } fault ? Around.Prepend(fault) : Around;

    /// <summary>The verdict in words.</summary>
    public string Sentence =>
        !Report.IsIntact ? Report.Sentence
        : Trust.Fault is { } fault ? $"the ledger does not hold: {fault}"
        : Around.Count > 0 ? $"the entries are as they were sealed, the file around them is not: {Around[0]}"
        : $"{Report.Sentence}{Unsigned}; {Trust.Sentence}";

    /// <summary>What is to be thought of the entries that are not signed yet.</summary>
    string Unsigned => Tail.Count == 0 ? "" : $" ({Tail.Dates}): whoever can write the file can have made or changed them";

    /// <summary>All faults that are listed.</summary>
    public IEnumerable<string> Faults => Report.Faults.Select(f => f.Sentence).Concat(Others);
}
