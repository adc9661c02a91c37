using System.Globalization;
using System.Text;
using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Specification;

/// <summary>Entries and contacts with something in every field, different for each number.</summary>
static class Some
{
    /// <summary>2026-11-22T00:00:00Z.</summary>
    public const long Start = 1_795_305_600 * UnixTime.Second;

    /// <summary>A batch of contacts numbered from <paramref name="first"/>: every value says which contact it belongs to.</summary>
    public static ContactBatch Contacts(int count, int first = 0)
    {
        var batch = new ContactBatch();
        for (var i = first; i < first + count; i++)
            batch.Add(Contact(i));
        return batch;
    }

    /// <summary>A contact; what may be unknown is so now and then.</summary>
    public static LedgerContact Contact(int i) => new()
    {
        Time = i % 97 == 13 ? LedgerContact.NoTime : Start + i * 1_000_003L,
        Kind = (ContactKind)(i % 4),
        Source = Bytes($"192.0.2.{i % 200}"),
        Target = Bytes($"host-{i % 31}.example.com"),
        Outcome = Bytes(i % 5 == 0 ? "NXDOMAIN" : "NOERROR"),
        Figures = new ContactFigures(i % 3 == 0 ? -1 : i * 10L, i % 7 == 0 ? -1 : 1024 + i % 60_000, i % 2 == 0 ? -1 : 53, i % 11 == 0 ? 0 : i + 1),
        Detail = i % 6 == 0 ? default : Bytes($$"""{"n":{{i}},"ü":"ß"}"""),
        File = i % 11 == 0 ? 0 : 1 + i % 2,
        Aggregate = i % 101 == 7,
    };

    /// <summary>An entry that is no contact.</summary>
    public static PlainEntry Refused(int i) => new PlainEntry(EntryKind.Refused, Start + i)
        .Add(EntryField.Reason, "unknown-key")
        .Add(EntryField.Reply, 554)
        .Add(EntryField.Session, i)
        .Add(EntryField.Source, $"198.51.100.{i % 250}")
        .Add(EntryField.KeyFingerprint, Enumerable.Repeat((byte)i, 32).ToArray())
        .Add(EntryField.Told, "554 5.7.1 no")
        .Add(EntryField.Kept, $"nobody's key, session {i}");

    /// <summary>What a contact says, for comparing.</summary>
    public static string Text(in LedgerContact c) => string.Create(CultureInfo.InvariantCulture,
        $"{c.Time} {c.Kind} {Text(c.Source)} {Text(c.Target)} {Text(c.Outcome)} {c.Figures} {Text(c.Detail)} {c.File} {c.Aggregate}");

    /// <summary>What an entry says, for comparing.</summary>
    public static string Text(PlainEntry entry) =>
        $"{entry.Time} {entry.Kind} {string.Join(' ', entry.Values.Select(v => $"{v.Field}={EntryValues.Text(v.Field, v.Value.Span)}"))}";

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
