using System.Net;
using Postern.Contacts;

namespace Postern.Simulation.Formats;

/// <summary>A log format that simulated records are written in, as the program that it belongs to would have written them.</summary>
/// <remarks>What a log holds beside time, source, target and outcome (ports, ids, sizes) is invented, from the number of the contact
/// alone. Invented addresses are of the documentation ranges (RFC 5737, RFC 3849).</remarks>
public abstract class RecordFormat
{
    /// <summary>Name for <c>--format</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>Kinds of contact that it can hold.</summary>
    public abstract IReadOnlyList<ContactKind> Kinds { get; }

    /// <summary>Finest step of time that it keeps (ns).</summary>
    public virtual long Step => 1;

    /// <summary>Whether one file holds contacts of one kind only.</summary>
    protected virtual bool IsOfOneKind => false;

    /// <summary>What a reader of the record has to say that it does not: options of <c>postern investigate</c>, or null.</summary>
    /// <param name="record">The record.</param>
    public virtual string? ReadWith(SimulatedRecord record) => null;

    /// <summary>Why a record cannot be written in this format and what to do, or null.</summary>
    public string? Problem(SimulatedRecord record)
    {
        ContactKind[] kinds = [.. record.Pairs.Select(p => p.Kind).Distinct().Order()];
        var foreign = kinds.Where(k => !Kinds.Contains(k)).ToList();
        if (foreign is [var kind, ..])
        {
            var others = RecordFormats.All.Where(f => f.Kinds.Contains(kind)).Select(f => f.Name);
            return $"{Name} has no {kind.Word()}: write it as {string.Join(", ", others)}, or choose kinds with --kind {string.Join(", ", Kinds.Select(k => k.Word()))}";
        }
        if (IsOfOneKind && kinds.Length > 1)
            return $"{Name} has a file for each kind: choose one with --kind ({string.Join(", ", kinds.Select(k => k.Word()))})";
        foreach (var pair in record.Pairs)
        {
            if (NeedsAddress(pair.Kind).Source && !IsAddress(pair.Source))
                return $"{Name} has addresses for sources of {pair.Kind.Word()}, and {pair.Source} is none: write csv or jsonl, or give it an address";
            if (NeedsAddress(pair.Kind).Target && !IsAddress(pair.Target))
                return $"{Name} has addresses for targets of {pair.Kind.Word()}, and {pair.Target} is none: write csv or jsonl, or give it an address";
        }
        return null;
    }

    /// <summary>Writes a record that has no <see cref="Problem"/>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="to">Takes the lines, which end with LF.</param>
    public virtual void Write(SimulatedRecord record, TextWriter to)
    {
        for (var i = 0; i < record.Contacts.Count; i++)
        {
            var contact = record.Contacts[i];
            WriteContact(to, record.Pairs[contact.Pair], contact, i);
        }
    }

    /// <summary>Which of source and target can only be an address.</summary>
    protected abstract (bool Source, bool Target) NeedsAddress(ContactKind kind);

    /// <summary>Writes the lines of one contact.</summary>
    /// <param name="to">Takes them.</param>
    /// <param name="pair">Source, target and kind.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="number">Its number in the record, from 0.</param>
    protected abstract void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number);

    static bool IsAddress(string name) => IPAddress.TryParse(name, out _);
}
