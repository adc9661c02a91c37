using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Postern.Contacts;

namespace Postern.Ledger.Sealing;

/// <summary>Values of fields as text that a person reads.</summary>
public static class EntryValues
{
    /// <summary>The length that values of a form have; null when any will do.</summary>
    internal static int? LengthOf(EntryValueForm form) => form switch
    {
        EntryValueForm.Number or EntryValueForm.Instant => 8,
        EntryValueForm.Hash => MerkleHash.Length,
        EntryValueForm.Figures => ContactFigures.Length,
        _ => null,
    };

    /// <summary>A value as text: UTF-8 as it is, numbers in decimals, instants in RFC 3339, hashes in hex; bytes that do not have
    /// the field's form as <c>0x</c> and hex.</summary>
    public static string Text(EntryField field, ReadOnlySpan<byte> value)
    {
        var form = field.Form();
        if (LengthOf(form) is { } length ? value.Length != length : !Utf8.IsValid(value))
            return $"0x{Convert.ToHexStringLower(value)}";
        switch (form)
        {
            case EntryValueForm.Number:
                return BinaryPrimitives.ReadInt64BigEndian(value).ToString(CultureInfo.InvariantCulture);
            case EntryValueForm.Instant:
                return Instant(BinaryPrimitives.ReadInt64BigEndian(value));
            case EntryValueForm.Hash:
                return Convert.ToHexStringLower(value);
            case EntryValueForm.Figures:
                ContactFigures.TryRead(value, out var figures);
                return $"bytes {figures.Bytes}, source port {figures.SourcePort}, target port {figures.TargetPort}, line {figures.Line}";
            default:
                return Encoding.UTF8.GetString(value);
        }
    }

    /// <summary>An instant in RFC 3339, or <c>unknown</c> for <see cref="long.MinValue"/>.</summary>
    public static string Instant(long time) => time == long.MinValue ? "unknown" : UnixTime.Format(time);
}
