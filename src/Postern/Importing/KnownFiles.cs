using System.Globalization;
using System.Security.Cryptography;
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

/// <summary>A state of an imported file.</summary>
sealed record KnownState(KnownFile File, FileState State);

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

    /// <summary>Whether a file may begin with a state of one of these, as far as its first octets tell.</summary>
    /// <param name="length">Octets of the file.</param>
    /// <param name="head">The first <see cref="FileDigest.HeadLength"/> of them, or all.</param>
    public bool MayHave(long length, ReadOnlySpan<byte> head)
    {
        Dictionary<long, byte[]> hashes = []; // by length
        foreach (var file in files.Values)
        {
            foreach (var state in file.States)
            {
                if (state.Account.Bytes <= length && MayBeginWith(head, state, hashes))
                    return true;
            }
        }
        return false;
    }

    static bool MayBeginWith(ReadOnlySpan<byte> head, FileState state, Dictionary<long, byte[]> hashes)
    {
        var isWhole = state.Account.Bytes <= FileDigest.HeadLength;
        if (!isWhole && state.Account.Head is null)
            return true; // nothing is known of its head
        var length = isWhole ? state.Account.Bytes : FileDigest.HeadLength;
        if (length > head.Length)
            return false;
        if (!hashes.TryGetValue(length, out var hash))
            hashes.Add(length, hash = SHA256.HashData(head[..(int)length]));
        return isWhole ? hash.AsSpan().SequenceEqual(state.Sha256) : Convert.ToHexStringLower(hash) == state.Account.Head;
    }

    /// <summary>Lengths at which the hash of a file of so many octets tells whether it is one of these, or one that has grown; and that of its head.</summary>
    public IReadOnlyList<long> LengthsUpTo(long bytes)
    {
        SortedSet<long> lengths = [FileDigest.HeadLength];
        foreach (var file in files.Values)
        {
            foreach (var state in file.States)
            {
                if (state.Account.Bytes <= bytes)
                    lengths.Add(state.Account.Bytes);
            }
        }
        return [.. lengths];
    }

    /// <summary>The file that one is, or has grown from; the longest match, of several the last.</summary>
    /// <param name="digest">Its hashes at the lengths of <see cref="LengthsUpTo"/>.</param>
    public KnownState? Match(FileDigest digest)
    {
        KnownState? best = null;
        foreach (var file in files.Values)
        {
            foreach (var state in file.States)
            {
                var bytes = state.Account.Bytes;
                if (digest.Beginnings.TryGetValue(bytes, out var hash) && hash.AsSpan().SequenceEqual(state.Sha256)
                    && (bytes == digest.Bytes || file.GrowsFrom(state))
                    && (best is null || bytes >= best.State.Account.Bytes))
                    best = new KnownState(file, state);
            }
        }
        return best;
    }

    /// <summary>Notes a state that an entry tells of.</summary>
    void Add(long number, PlainEntry entry)
    {
        if (!entry.TryGet(EntryField.File, out var id) || !entry.TryGet(EntryField.Act, out var act) || !entry.TryGet(EntryField.Digest, out var hash)
            || !entry.TryGet(EntryField.Detail, out var detail) || FileAccount.Of(detail) is not { } account)
            return; // an entry of a later version
        var path = entry.TryGet(EntryField.Path, out var p) ? Encoding.UTF8.GetString(p.Span) : "";
        var file = long.Parse(EntryValues.Text(EntryField.File, id.Span), CultureInfo.InvariantCulture);
        Add(file, new FileState(Encoding.UTF8.GetString(act.Span), number, path, hash.ToArray(), account));
    }

    /// <summary>Notes a state.</summary>
    public void Add(long file, FileState state)
    {
        if (!files.TryGetValue(file, out var known))
            files.Add(file, known = new KnownFile(file, []));
        known.States.Add(state);
    }

    /// <summary>The entry about a state.</summary>
    public static PlainEntry Entry(long time, long file, FileState state)
    {
        var entry = new PlainEntry(EntryKind.FileProvenance, time)
            .Add(EntryField.Act, state.Act)
            .Add(EntryField.File, file)
            .Add(EntryField.Path, state.Path)
            .Add(EntryField.Digest, state.Sha256)
            .Add(EntryField.Detail, state.Account.ToDetail());
        return state.Account.Tally is { } tally ? entry.Add(EntryField.Count, tally.Contacts) : entry;
    }
}
