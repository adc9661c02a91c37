using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Postern.Smtp.Addresses;

/// <summary>A mailbox of a reverse-path or forward-path (RFC 5321 §4.1.2, RFC 6531 §3.3).</summary>
/// <remarks>Equal means exactly equal: the local-part to the octet, with quoting undone; the domain in its compared form.</remarks>
public sealed record Mailbox
{
    /// <summary>The mailbox <c>postmaster</c> without a domain, which every server must accept (RFC 5321 §4.1.1.3).</summary>
    public static Mailbox Postmaster { get; } = new("postmaster", null, null);

    internal Mailbox(string localPart, MailDomain? domain, IPAddress? address)
    {
        LocalPart = localPart;
        Domain = domain;
        Address = address;
    }

    /// <summary>What stands before the @, quoting undone; well-formed, without control characters.</summary>
    public string LocalPart { get; }

    /// <summary>The domain; null for an address literal and for <see cref="Postmaster"/>.</summary>
    public MailDomain? Domain { get; }

    /// <summary>The address of an address literal, else null.</summary>
    public IPAddress? Address { get; }

    /// <summary>Whether this is a bare <c>postmaster</c>.</summary>
    public bool IsPostmaster => Domain is null && Address is null;

    /// <summary>Whether the local-part needs SMTPUTF8.</summary>
    public bool NeedsUtf8 => !Ascii.IsValid(LocalPart);

    /// <summary>Reads <c>local-part@domain</c> without angle brackets.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, bool allowUtf8, [NotNullWhen(true)] out Mailbox? mailbox) =>
        MailboxParser.TryParse(text, allowUtf8, out mailbox) == PathFault.None;

    /// <summary>A mailbox from settings.</summary>
    /// <exception cref="FormatException">The text is not a mailbox.</exception>
    public static Mailbox Parse(string text) =>
        TryParse(Encoding.UTF8.GetBytes(text), allowUtf8: true, out var mailbox)
            ? mailbox
            : throw new FormatException($"\"{text}\" is not a mailbox");

    /// <summary>The mailbox as it stands in a path, quoted where it must be.</summary>
    public override string ToString()
    {
        var local = MailboxParser.IsDotString(LocalPart) ? LocalPart : MailboxParser.Quote(LocalPart);
        return Domain is not null ? $"{local}@{Domain}" : Address is not null ? $"{local}@{AddressLiteral.Format(Address)}" : local;
    }
}
