using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger;

/// <summary>A contact as a <see cref="PlainEntry"/>, and back.</summary>
public static class PlainContact
{
    /// <summary>The entry of a contact.</summary>
    public static PlainEntry ToEntry(in LedgerContact contact) => ContactLeaves.Entry(contact.Time, contact.Kind, contact.Outcome,
        contact.File, contact.Aggregate, contact.Source, contact.Target, contact.Figures, contact.Detail);

    /// <summary>The contact that an entry is; false for an entry of another kind.</summary>
    /// <exception cref="ArgumentException">An entry of this kind lacks a field of a contact, or has one that no contact has.</exception>
    public static bool TryRead(PlainEntry entry, out LedgerContact contact)
    {
        contact = new LedgerContact();
        if (entry.Kind != EntryKind.Contact)
            return false;
        var others = 0;
        contact.Time = entry.Time;
        foreach (var (field, value) in entry.Values)
        {
            switch (field)
            {
                case EntryField.ContactKind when ContactKinds.TryParse(EntryValues.Text(field, value.Span), out var kind):
                    contact.Kind = kind;
                    break;
                case EntryField.Outcome:
                    contact.Outcome = value.Span;
                    break;
                case EntryField.Source:
                    contact.Source = value.Span;
                    break;
                case EntryField.Target:
                    contact.Target = value.Span;
                    break;
                case EntryField.Figures when ContactFigures.TryRead(value.Span, out var figures):
                    contact.Figures = figures;
                    break;
                case EntryField.Detail:
                    contact.Detail = value.Span;
                    break;
                case EntryField.Aggregate when Number(value) == 1:
                    contact.Aggregate = true;
                    others++;
                    break;
                case EntryField.File when Number(value) > 0:
                    contact.File = Number(value);
                    others++;
                    break;
                default:
                    throw new ArgumentException($"a contact has no field {field.Word()} with the value {EntryValues.Text(field, value.Span)}", nameof(entry));
            }
        }
        if (entry.Values.Count - others != 6)
            throw new ArgumentException("a contact has contact-kind, outcome, source, target, figures and detail, empty or not", nameof(entry));
        ContactBatch.ThrowUnlessSound(contact);
        return true;
    }

    static long Number(ReadOnlyMemory<byte> value) => System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(value.Span);
}
