using Postern.Contacts;

namespace Postern.Logs;

/// <summary>Where a reader puts what it finds. Every record gets one fate: contact, ignored, or rejected.</summary>
/// <remarks>One sink serves one reader at a time; it is not safe for several threads.</remarks>
public abstract class ContactSink
{
    /// <summary>Whether <see cref="ContactRow.Detail"/>, ports, outcome and bytes will be looked at; if not, a reader may leave them out.</summary>
    public abstract bool WantsDetail { get; }

    /// <summary>Whether <see cref="ContactRow.Answers"/> will be looked at.</summary>
    public virtual bool WantsAnswers => false;

    /// <summary>Takes a contact. The result is its handle for <see cref="Amend"/> while the same file is read.</summary>
    public abstract int Contact(in ContactRow row);

    /// <summary>Takes a contact of a pair that it has taken before, without asking for the pair to be checked again.</summary>
    /// <param name="time">Instant, nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="kind">Kind of the contact.</param>
    /// <param name="source">Source as logged.</param>
    /// <param name="target">Target as logged.</param>
    /// <returns>False when the pair is new, or more than time and pair is wanted: then deliver it through <see cref="Contact"/>,
    /// checked and normalised. Bytes equal to those of a pair once delivered are normal themselves, unless the target holds a backslash
    /// or ends with a dot: in a log these may be a name before its escapes are made, and the result is false.</returns>
    public virtual bool TryRepeat(long time, ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target) => false;

    /// <summary>Takes those of many contacts whose pairs it has taken before, as <see cref="TryRepeat"/> does one by one.</summary>
    /// <param name="kind">Kind of the contacts.</param>
    /// <param name="text">What <paramref name="contacts"/> point into.</param>
    /// <param name="contacts">The contacts, as logged.</param>
    /// <param name="left">Gets the places in <paramref name="contacts"/> of those that were not taken, ascending; as long as <paramref name="contacts"/>.</param>
    /// <returns>Number of contacts not taken.</returns>
    public virtual int TakeRepeats(ContactKind kind, ReadOnlySpan<byte> text, ReadOnlySpan<LocatedContact> contacts, Span<int> left)
    {
        for (var i = 0; i < contacts.Length; i++)
            left[i] = i;
        return contacts.Length;
    }

    /// <summary>Completes a contact that a later record told more about. Null, -1 and empty leave what is there.</summary>
    /// <param name="contact">Handle from <see cref="Contact"/>.</param>
    /// <param name="outcome">New outcome word.</param>
    /// <param name="bytes">New size.</param>
    /// <param name="detail">Further members of the detail object.</param>
    public abstract void Amend(int contact, string? outcome, long bytes, ReadOnlySpan<byte> detail);

    /// <summary>Counts a record that was understood and holds no contact, or was merged into an earlier one.</summary>
    /// <param name="reason">A constant word or two; reasons are counted by it.</param>
    /// <param name="records">How many records.</param>
    public abstract void Ignore(string reason, long records = 1);

    /// <summary>Counts a record that was not understood or is damaged.</summary>
    /// <param name="line">Physical line from 1.</param>
    /// <param name="reason">What is wrong, a constant or one of few texts; reasons are counted by it.</param>
    /// <param name="shown">The offending part, shown (escaped, shortened) with the first few; may be empty.</param>
    public abstract void Reject(long line, string reason, ReadOnlySpan<byte> shown = default);

    /// <summary>Notes, once per distinct text, what was assumed in reading this file ("no zone in the stamps: UTC assumed").</summary>
    public abstract void Assume(string text);

    /// <summary>Notes, once per distinct text, something about the file that its user should know ("times run backwards 14 times").</summary>
    public abstract void Warn(string text);

    /// <summary>Notes a fault of the file as a whole, such as an unclosed quote: what was read is kept, the run does not end with 0.</summary>
    public abstract void Fault(string text);
}
