using System.Globalization;
using System.Text;
using Postern.Ledger;
using Postern.Ledger.Sealing;

namespace Postern.Importing;

/// <summary>A state of an imported file that the ledger has an entry about.</summary>
/// <param name="Act"><c>begun</c>, <c>resumed</c>, <c>grown</c>, or <c>read</c>: to its end.</param>
/// <param name="Number">Number of the entry.</param>
/// <param name="Path">Where it lay.</param>
/// <param name="Sha256">Hash of its octets.</param>
/// <param name="Account">What became of them.</param>
sealed record FileState(string Act, long Number, string Path, byte[] Sha256, FileAccount Account)
{
    public const string Begun = "begun";
    public const string Resumed = "resumed";
    public const string Grown = "grown";
    public const string Read = "read";
}

/// <summary>An imported file: its number in the ledger and what is known of it, the oldest first.</summary>
sealed record KnownFile(long Id, List<FileState> States)
{
    /// <summary>What is known last.</summary>
    public FileState Last => States[^1];

    /// <summary>Whether it was read to its end.</summary>
    public bool IsWhole => Last.Act == FileState.Read;

    /// <summary>Whether a longer file that begins with the octets of a state is this one, grown: the ledger has contacts of it, and all of
    /// them lie within these octets. Many files begin alike before their first contact, and a file can be begun anew under its name.</summary>
    public bool GrowsFrom(FileState state) =>
        state.Account.Tally is not { Contacts: 0 } && state.Account.Bytes == States.Max(s => s.Account.Bytes);
}

/// <summary>The files whose contacts a ledger holds.</summary>
sealed class KnownFiles
{
    readonly SortedDictionary<long, KnownFile> files = [];

    /// <summary>Reads what the ledger knows.</summary>
    public static KnownFiles Of(ILedgerReader ledger)
    {
        var known = new KnownFiles();
        foreach (var (number, entry) in ledger.ReadEntries(EntryKind.FileProvenance))
            known.Add(number, entry);
        return known;
    }

    /// <summary>All files, by number.</summary>
    public IReadOnlyCollection<KnownFile> All => files.Values;

    /// <summary>The number of the next new file.</summary>
    public long NextId => files.Count == 0 ? 1 : files.Keys.Last() + 1;

    /// <summary>A file by its number, or null.</summary>
    public KnownFile? Find(long id) => files.GetValueOrDefault(id);

    /// <summary>Lengths at which the hash of a file of so many octets tells whether it is one of these, or one that has grown.</summary>
    public IReadOnlyList<long> LengthsUpTo(long bytes) =>
        [.. States().Select(s => s.State.Account.Bytes).Where(b => b <= bytes).Distinct().Order()];

    /// <summary>The file that one is, or has grown from; the longest match.</summary>
    /// <param name="digest">Its hashes at the lengths of <see cref="LengthsUpTo"/>.</param>
    public (KnownFile File, FileState State)? Match(FileDigest digest) => States()
        .Where(s => digest.Beginnings.TryGetValue(s.State.Account.Bytes, out var hash) && hash.AsSpan().SequenceEqual(s.State.Sha256))
        .Where(s => s.State.Account.Bytes == digest.Bytes || s.File.GrowsFrom(s.State))
        .OrderByDescending(s => s.State.Account.Bytes).ThenByDescending(s => s.State.Number)
        .Select(s => ((KnownFile, FileState)?)s).FirstOrDefault();

    /// <summary>Notes a new state.</summary>
    public void Add(long number, PlainEntry entry)
    {
        if (!entry.TryGet(EntryField.File, out var id) || !entry.TryGet(EntryField.Act, out var act) || !entry.TryGet(EntryField.Digest, out var hash)
            || !entry.TryGet(EntryField.Detail, out var detail) || FileAccount.Of(detail) is not { } account)
            return; // an entry of a later version
        var path = entry.TryGet(EntryField.Path, out var p) ? Encoding.UTF8.GetString(p.Span) : "";
        var file = long.Parse(EntryValues.Text(EntryField.File, id.Span), CultureInfo.InvariantCulture);
        if (!files.TryGetValue(file, out var known))
            files.Add(file, known = new KnownFile(file, []));
        known.States.Add(new FileState(Encoding.UTF8.GetString(act.Span), number, path, hash.ToArray(), account));
    }

    /// <summary>The entry about a state.</summary>
    public static PlainEntry Entry(long time, long file, string act, string path, byte[] sha256, FileAccount account)
    {
        var entry = new PlainEntry(EntryKind.FileProvenance, time)
            .Add(EntryField.Act, act)
            .Add(EntryField.File, file)
            .Add(EntryField.Path, path)
            .Add(EntryField.Digest, sha256)
            .Add(EntryField.Detail, account.ToDetail());
        return account.Tally is { } tally ? entry.Add(EntryField.Count, tally.Contacts) : entry;
    }

    IEnumerable<(KnownFile File, FileState State)> States() => files.Values.SelectMany(f => f.States.Select(s => (f, s)));
}
