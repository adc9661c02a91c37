using Postern.Contacts;

namespace Postern.Logs.Reading;

/// <summary>Collects contacts into a <see cref="ContactTable"/>: times and pairs, nothing else.</summary>
public sealed class TableHarvest : Harvest
{
    readonly ContactFilter filter;
    readonly ContactTableBuilder builder;

    /// <summary>A harvest of the contacts that <paramref name="filter"/> keeps.</summary>
    /// <param name="filter">Which contacts to keep.</param>
    /// <param name="keepDuplicates">Whether contacts that two files both hold count twice.</param>
    public TableHarvest(ContactFilter filter, bool keepDuplicates = false)
    {
        this.filter = filter;
        builder = new ContactTableBuilder { KeepDuplicates = keepDuplicates };
    }

    /// <summary>After <see cref="Build"/>: contacts that two files both held.</summary>
    public long Duplicates => builder.Duplicates;

    /// <summary>Contacts left out because their record has no time.</summary>
    public long WithoutTime { get; private set; }

    /// <summary>Contacts left out because they sum many observations (passive DNS).</summary>
    public long Aggregates { get; private set; }

    /// <summary>The table of all parts taken.</summary>
    public ContactTable Build(CancellationToken cancellation = default) => builder.Build(cancellation);

    /// <inheritdoc/>
    protected internal override object? EnterThread() => new PairIndex(filter);

    /// <inheritdoc/>
    protected internal override RecordingSink MakePart(object? threadState, int file) =>
        new Part((PairIndex)threadState!, filter, file);

    /// <inheritdoc/>
    protected internal override void Take(RecordingSink part, int file, long firstLine)
    {
        WithoutTime += part.Tally.WithoutTime;
        Aggregates += part.Tally.Aggregates;
        builder.Add(((Part)part).Column);
    }

    sealed class Part(PairIndex index, ContactFilter filter, int file) : RecordingSink
    {
        public ContactColumn Column { get; } = new(index, file);

        public override bool WantsDetail => false;

        public override void Amend(int contact, string? outcome, long bytes, ReadOnlySpan<byte> detail)
        {
            // Outcome, bytes and detail are not columns of the table.
        }

        public override bool TryRepeat(long time, ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
        {
            if (time == ContactRow.NoTime || !index.TryFind(kind, source, target, out var pair))
                return false;
            Tally.AddRepeats(1);
            if (pair >= 0 && time >= filter.From && time < filter.To)
                Column.Add(pair, time);
            return true;
        }

        public override int TakeRepeats(ContactKind kind, ReadOnlySpan<byte> text, ReadOnlySpan<LocatedContact> contacts, Span<int> left)
        {
            Span<int> numbers = stackalloc int[PairIndex.Batch];
            var missed = 0;
            for (var first = 0; first < contacts.Length; first += PairIndex.Batch)
            {
                var batch = contacts.Slice(first, Math.Min(PairIndex.Batch, contacts.Length - first));
                index.FindAll(kind, text, batch, numbers);
                for (var i = 0; i < batch.Length; i++)
                {
                    var time = batch[i].Time;
                    if (numbers[i] == PairIndex.NotMet)
                        left[missed++] = first + i;
                    else if (numbers[i] >= 0 && time >= filter.From && time < filter.To)
                        Column.Add(numbers[i], time);
                }
            }
            Tally.AddRepeats(contacts.Length - missed);
            return missed;
        }

        protected override int Keep(in ContactRow row)
        {
            // ContactRow.NoTime is the smallest instant, which no filter takes.
            if (row.Time < filter.From || row.Time >= filter.To || row.Time == ContactRow.NoTime || row.Aggregate)
                return 0;
            var pair = index.Find(row.Kind, row.Source, row.Target);
            if (pair >= 0)
                Column.Add(pair, row.Time);
            return 0;
        }

        protected internal override void Close() => Column.Trim();
    }
}
