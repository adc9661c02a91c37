using System.Buffers;
using System.Text;
using System.Text.Json;
using Postern.Contacts;
using Postern.Ledger;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Recording;

/// <summary>What one contact of the gate's says: the row that the instrument reads.</summary>
/// <param name="Kind"><see cref="ContactKind.SmtpIn"/>, <see cref="ContactKind.SmtpOut"/> or <see cref="ContactKind.Heartbeat"/>.</param>
/// <param name="Source">Who approached: an address, or this host.</param>
/// <param name="Target">What was approached.</param>
/// <param name="Outcome">The words of docs/formats.md: <c>accepted</c>, <c>rejected</c>, <c>deferred</c>, <c>no-mail</c>, <c>sent</c>, <c>bounced</c>, <c>expired</c>, <c>unknown</c>.</param>
sealed record GateContact(ContactKind Kind, string Source, string Target, string Outcome)
{
    /// <summary>Octets of the message; -1 when there was none.</summary>
    public long Octets { get; init; } = -1;

    /// <summary>Port of the source; -1 when unknown.</summary>
    public int SourcePort { get; init; } = -1;

    /// <summary>Port of the target; -1 when unknown.</summary>
    public int TargetPort { get; init; } = -1;

    /// <summary>Whether it sums many approaches.</summary>
    public bool IsAggregate { get; init; }

    /// <summary>Everything else, by name; those without a value are left out.</summary>
    public IReadOnlyList<(string Name, string? Value)> Detail { get; init; } = [];

    /// <summary>The entry.</summary>
    /// <param name="time">When, nanoseconds since 1970-01-01T00:00:00Z.</param>
    public PlainEntry ToEntry(long time) => PlainContact.ToEntry(new LedgerContact
    {
        Time = time,
        Kind = Kind,
        Source = Encoding.UTF8.GetBytes(Source),
        Target = Encoding.UTF8.GetBytes(Target),
        Outcome = Encoding.UTF8.GetBytes(Outcome),
        Figures = new ContactFigures(Octets, SourcePort, TargetPort, 0),
        Detail = Json(),
        Aggregate = IsAggregate,
    });

    ReadOnlySpan<byte> Json()
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in Detail)
            {
                if (value is not null)
                    json.WriteString(name, value);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan;
    }
}
