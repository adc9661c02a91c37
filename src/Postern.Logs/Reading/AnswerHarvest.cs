using System.Text;
using Postern.Contacts;
using Postern.Logs.Dns;

namespace Postern.Logs.Reading;

/// <summary>Collects the addresses that look-ups of some names were answered with, whoever asked; nothing else of the record.</summary>
/// <remarks>Memory is bounded by the names asked about: of each the <see cref="MostAddresses"/> first in the order of their text are kept, so that neither threads
/// nor the order of files change the result. Rows of all other names cost what they cost a <see cref="TableHarvest"/>.</remarks>
public sealed class AnswerHarvest : Harvest
{
    /// <summary>Addresses kept of a name.</summary>
    public const int MostAddresses = 64;

    readonly HashSet<string> names;
    readonly AnswerBook all = new();
    readonly long from;
    readonly long to;

    /// <summary>A harvest of the answers to look-ups of some names.</summary>
    /// <param name="names">The names, as targets are written.</param>
    /// <param name="from">Earliest instant (ns).</param>
    /// <param name="to">First instant to leave out (ns).</param>
    public AnswerHarvest(IEnumerable<string> names, long from = long.MinValue, long to = long.MaxValue) =>
        (this.names, this.from, this.to) = (names.ToHashSet(StringComparer.Ordinal), from, to);

    /// <summary>By name, the addresses in the order of their text; names without one are left out. Complete when all files are read.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SeenAddress>> Addresses => all.Addresses;

    /// <inheritdoc/>
    protected internal override object? EnterThread() => new WantedPairs(names);

    /// <inheritdoc/>
    protected internal override RecordingSink MakePart(object? threadState, int file) => new Part((WantedPairs)threadState!, from, to);

    /// <inheritdoc/>
    protected internal override void Take(RecordingSink part, int file, long firstLine) => all.Add(((Part)part).Book);

    sealed class Part(WantedPairs wanted, long from, long to) : RecordingSink
    {
        public AnswerBook Book { get; } = new();

        public override bool WantsDetail => false;

        public override bool WantsAnswers => true;

        public override void Amend(int contact, string? outcome, long bytes, ReadOnlySpan<byte> detail)
        {
            // No format amends what a look-up was answered.
        }

        public override bool TryRepeat(long time, ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target) =>
            wanted.IsUnwanted(kind, source, target);

        public override int TakeRepeats(ContactKind kind, ReadOnlySpan<byte> text, ReadOnlySpan<LocatedContact> contacts, Span<int> left) =>
            wanted.Wanted(kind, text, contacts, left);

        protected override int Keep(in ContactRow row)
        {
            var until = Math.Max(row.Time, row.Until);
            if (wanted.NameOf(row) is { } name && row.Time != ContactRow.NoTime && until >= from && row.Time < to)
                Book.Add(name, row.Answers, row.Time, until);
            return 0;
        }
    }

    /// <summary>The pairs that one thread has met, and the wanted name that each is of.</summary>
    sealed class WantedPairs(HashSet<string> names)
    {
        readonly PairIndex index = new(ContactFilter.None);
        readonly List<string?> nameOf = [];

        public string? NameOf(in ContactRow row)
        {
            var pair = index.Find(row.Kind, row.Source, row.Target);
            if (pair == nameOf.Count)
                nameOf.Add(row.Kind == ContactKind.DnsLookup && names.TryGetValue(Encoding.UTF8.GetString(row.Target), out var name) ? name : null);
            return nameOf[pair];
        }

        public bool IsUnwanted(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target) =>
            index.TryFind(kind, source, target, out var pair) && nameOf[pair] is null;

        public int Wanted(ContactKind kind, ReadOnlySpan<byte> text, ReadOnlySpan<LocatedContact> contacts, Span<int> left)
        {
            Span<int> pairs = stackalloc int[PairIndex.Batch];
            var wanted = 0;
            for (var first = 0; first < contacts.Length; first += PairIndex.Batch)
            {
                var batch = contacts.Slice(first, Math.Min(PairIndex.Batch, contacts.Length - first));
                index.FindAll(kind, text, batch, pairs);
                for (var i = 0; i < batch.Length; i++)
                    if (pairs[i] == PairIndex.NotMet || nameOf[pairs[i]] is not null)
                        left[wanted++] = first + i;
            }
            return wanted;
        }
    }

    /// <summary>Addresses by name.</summary>
    sealed class AnswerBook
    {
        readonly Dictionary<string, SortedDictionary<string, SeenAddress>> names = new(StringComparer.Ordinal);

        public IReadOnlyDictionary<string, IReadOnlyList<SeenAddress>> Addresses =>
            names.ToDictionary(n => n.Key, n => (IReadOnlyList<SeenAddress>)[.. n.Value.Values], StringComparer.Ordinal);

        public void Add(string name, ReadOnlySpan<byte> answers, long from, long to)
        {
            if (!answers.IsEmpty)
                AnswerText.Addresses(answers, address => Add(name, new SeenAddress(address, from, to)));
        }

        public void Add(AnswerBook other)
        {
            foreach (var (name, addresses) in other.names)
                foreach (var address in addresses.Values)
                    Add(name, address);
        }

        void Add(string name, SeenAddress seen)
        {
            if (!names.TryGetValue(name, out var addresses))
                names[name] = addresses = new(StringComparer.Ordinal);
            addresses[seen.Address] = addresses.TryGetValue(seen.Address, out var known) ? known.And(seen.From, seen.To) : seen;
            if (addresses.Count > MostAddresses)
                addresses.Remove(addresses.Keys.Last());
        }
    }
}
