using System.Globalization;
using System.Text;
using Postern.Contacts;
using Postern.Logs.Text;

namespace Postern.Logs.Tables;

/// <summary>Makes one contact of each row of a table, or says why not.</summary>
/// <param name="map">Which field holds what.</param>
/// <param name="time">How the time is written.</param>
/// <param name="detail">Writes the details.</param>
sealed class RowContacts(RowMap map, TableTime time, DetailWriter detail)
{
    readonly WordTable outcomes = new();
    byte[] source = new byte[512];
    byte[] target = new byte[512];

    /// <summary>Which field holds what.</summary>
    public RowMap Map => map;

    /// <summary>Instant of the last time read.</summary>
    public long? LastStamp => time.LastStamp;

    /// <summary>Says what was assumed of the times.</summary>
    public void Finish(ContactSink sink) => time.Finish(sink);

    /// <summary>Gives the row its fate.</summary>
    /// <param name="fields">The row.</param>
    /// <param name="line">Line it starts on.</param>
    /// <param name="sink">Takes the contact.</param>
    public void Read(RowFields fields, long line, ContactSink sink)
    {
        var row = new ContactRow { Line = line, Kind = map.FixedKind };
        var field = fields[map.Time];
        if (!time.TryRead(field, out var instant))
        {
            sink.Reject(line, field.IsEmpty ? "time is empty" : $"time is not {time.Format}", field);
            return;
        }
        row.Time = instant;
        if (fields[map.Source].IsEmpty || fields[map.Target].IsEmpty)
        {
            sink.Reject(line, fields[map.Source].IsEmpty ? "source is empty" : "target is empty");
            return;
        }
        if (map.Kind >= 0)
        {
            if (!TryKind(fields[map.Kind], out var kind))
            {
                sink.Reject(line, "kind is not known", fields[map.Kind]);
                return;
            }
            row.Kind = kind;
        }
        if (!TryNumber(fields[map.Bytes], long.MaxValue, out var bytes))
        {
            sink.Reject(line, "bytes are not a whole number", fields[map.Bytes]);
            return;
        }
        if (!TryNumber(fields[map.SourcePort], 65535, out var sourcePort)
            || !TryNumber(fields[map.TargetPort], 65535, out var targetPort))
        {
            sink.Reject(line, "port is not a number to 65535");
            return;
        }
        row.Bytes = bytes;
        row.SourcePort = (int)sourcePort;
        row.TargetPort = (int)targetPort;
        row.Source = Party(fields[map.Source], ref source, escapes: false);
        row.Target = Party(fields[map.Target], ref target, escapes: row.Kind == ContactKind.DnsLookup);
        if (sink.WantsDetail)
        {
            row.Outcome = Outcome(fields[map.Outcome], sink);
            row.Detail = Detail(fields);
        }
        sink.Contact(row);
    }

    /// <summary>Address in canonical form, else the name in normal form; escapes are undone in query names only.</summary>
    static ReadOnlySpan<byte> Party(ReadOnlySpan<byte> text, ref byte[] buffer, bool escapes)
    {
        if (buffer.Length < text.Length * 4 + 64)
            buffer = new byte[text.Length * 4 + 64];
        return AddressText.TryCanonical(text, buffer, out var address)
            ? address
            : NameText.Normalise(text, buffer, escapes);
    }

    string Outcome(ReadOnlySpan<byte> word, ContactSink sink)
    {
        if (word.IsEmpty)
            return "unknown";
        if (outcomes.Find(word) is { } outcome)
            return outcome;
        sink.Warn("more than 1,024 different outcomes: the further ones are taken as unknown; is the outcome column right?");
        return "unknown";
    }

    ReadOnlySpan<byte> Detail(scoped RowFields fields)
    {
        if (map.Details.Count == 0)
            return default;
        detail.Begin();
        foreach (var (name, index) in map.Details)
        {
            var value = fields[index];
            if (!value.IsEmpty)
                detail.Add(name, value);
        }
        return detail.End();
    }

    static bool TryKind(ReadOnlySpan<byte> word, out ContactKind kind)
    {
        for (var i = 0; i < ContactKinds.All.Count; i++)
        {
            if (Ascii.Equals(word, ContactKinds.All[i]))
            {
                kind = (ContactKind)i;
                return true;
            }
        }
        kind = default;
        return false;
    }

    /// <summary>A whole number from 0; an empty field is unknown, -1.</summary>
    static bool TryNumber(ReadOnlySpan<byte> text, long most, out long number)
    {
        number = -1;
        return text.IsEmpty
            || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
    }
}
