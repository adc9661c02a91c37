namespace Postern.Logs.Reading;

/// <summary>A sink that keeps the tally; what becomes of the contacts is up to the kind of sink.</summary>
public abstract class RecordingSink : ContactSink
{
    /// <summary>Fates of the records so far.</summary>
    public Tally Tally { get; } = new();

    /// <inheritdoc/>
    public sealed override int Contact(in ContactRow row)
    {
        Tally.AddContact(row);
        return Keep(row);
    }

    /// <inheritdoc/>
    public sealed override void Ignore(string reason, long records = 1) => Tally.AddIgnored(reason, records);

    /// <inheritdoc/>
    public sealed override void Reject(long line, string reason, ReadOnlySpan<byte> shown = default) =>
        Tally.AddRejected(line, reason, shown);

    /// <inheritdoc/>
    public sealed override void Assume(string text) => Tally.AddAssumed(text);

    /// <inheritdoc/>
    public sealed override void Warn(string text) => Tally.AddWarning(text);

    /// <inheritdoc/>
    public sealed override void Fault(string text) => Tally.AddFault(text);

    /// <summary>Keeps a contact; the result is its handle.</summary>
    protected abstract int Keep(in ContactRow row);

    /// <summary>Called once, when the part is read: gives back what is not needed.</summary>
    protected internal virtual void Close()
    {
    }
}
