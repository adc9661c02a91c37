using System.Globalization;
using System.Net;
using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Header;
using Postern.Smtp.Server;

namespace Postern.Smtp.Content;

/// <summary>What a Received field says.</summary>
public sealed record ReceivedFacts
{
    /// <summary>Name given in EHLO.</summary>
    public required string HelloName { get; init; }

    /// <summary>Address of the connection.</summary>
    public required IPAddress From { get; init; }

    /// <summary>This host.</summary>
    public required MailDomain By { get; init; }

    /// <summary>Transmission type, from <see cref="TraceField.Protocol"/>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Identifier of the message here.</summary>
    public required string Id { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The recipient, when there is only one to tell (RFC 5321 §7.6); else null.</summary>
    public Mailbox? For { get; init; }
}

/// <summary>The trace fields that a server puts before a message (RFC 5321 §4.4).</summary>
public static class TraceField
{
    /// <summary>The registered name of how a message came: ESMTP with A for AUTH, S for TLS, UTF8SMTP with SMTPUTF8 (RFC 3848, RFC 6531 §4.3).</summary>
    public static string Protocol(SmtpServerSession session, bool utf8 = false)
    {
        if (!session.IsExtended)
            return "SMTP";
        return $"{(utf8 ? "UTF8SMTP" : "ESMTP")}{(session.Channel == SmtpChannel.Tls ? "S" : "")}{(session.IsAuthenticated ? "A" : "")}";
    }

    /// <summary>A Received field with its line end, folded; pure ASCII.</summary>
    public static string Received(ReceivedFacts facts)
    {
        var literal = AddressLiteral.Format(facts.From);
        var field = new StringBuilder("Received: from ");
        // RFC 5321 §4.4: a domain or a literal stands behind from; what a submission client says instead is kept in a comment.
        if (IsDomainOrLiteral(facts.HelloName))
            field.Append(facts.HelloName).Append(" (").Append(literal).Append(")\r\n");
        else
            field.Append(literal).Append(" (").Append(literal).Append(")\r\n\t(HELO ").Append(Atom(facts.HelloName)).Append(")\r\n");
        field.Append("\tby ").Append(facts.By).Append(" with ").Append(facts.Protocol).Append(" id ").Append(Atom(facts.Id));
        if (facts.For is { NeedsUtf8: false } recipient)
            field.Append("\r\n\tfor <").Append(recipient).Append('>');
        return field.Append(";\r\n\t").Append(Date(facts.Time)).Append("\r\n").ToString();
    }

    /// <summary>The fields that a submitted message lacks (RFC 6409 §8.2, §8.3), with their line ends; pure ASCII, empty when it has both.</summary>
    /// <param name="header">What its header has.</param>
    /// <param name="time">When it was submitted.</param>
    /// <param name="id">Its identifier here.</param>
    /// <param name="host">This host.</param>
    public static string Missing(HeaderFacts header, DateTimeOffset time, string id, MailDomain host) =>
        $"{(header.HasDate ? "" : $"Date: {Date(time)}\r\n")}{(header.HasMessageId ? "" : $"Message-ID: <{id}@{host}>\r\n")}";

    /// <summary>A Return-Path field with its line end; null for the null reverse-path.</summary>
    public static string ReturnPath(Mailbox? reversePath) => $"Return-Path: <{reversePath}>\r\n";

    /// <summary>A date-time of RFC 5322 §3.3.</summary>
    public static string Date(DateTimeOffset time) =>
        time.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture)
        + time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    static bool IsDomainOrLiteral(string name)
    {
        var octets = Encoding.UTF8.GetBytes(name);
        return MailDomain.TryParse(octets, allowUtf8: false, out _) || AddressLiteral.TryParse(octets, out _);
    }

    // A submission client's name may hold anything printable; what could end a word or open a comment does not get into the field.
    static string Atom(string text) =>
        string.Concat(text.Select(c => c is > ' ' and < '\x7f' and not ('(' or ')' or '<' or '>' or '"' or '\\' or ';' or ',') ? c : '?'));
}
