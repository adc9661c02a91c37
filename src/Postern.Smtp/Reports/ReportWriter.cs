using System.Buffers;
using System.Globalization;
using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;
using Postern.Smtp.Content;

namespace Postern.Smtp.Reports;

/// <summary>Writes a <see cref="DeliveryReport"/> as a message: multipart/report of words, of fields for programs, and of the message
/// or its header (RFC 6522, RFC 3464; addresses in UTF-8: RFC 6533).</summary>
public static class ReportWriter
{
    const int FoldAt = 78;

    // What others said is cut, so that no line gets near the 998 octets of RFC 5322 §2.1.1.
    const int LongestText = 900;

    /// <summary>Appends the message, CR LF line ends.</summary>
    /// <returns>Whether it holds octets above 127, so that it needs 8BITMIME; with a sender who needs SMTPUTF8, it needs that too.</returns>
    public static bool Write(DeliveryReport report, IBufferWriter<byte> output)
    {
        var returned = Returned(report, out var isWhole);
        var hasEightBit = !Ascii.IsValid(returned) || report.Sender.NeedsUtf8;
        var boundary = Boundary(report.Id, returned);
        output.WriteText(Head(report, boundary, hasEightBit));
        output.WriteText($"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{Words(report)}\r\n");
        output.WriteText($"--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n{Fields(report)}");
        output.WriteText($"--{boundary}\r\nContent-Type: {ReturnedType(returned, isWhole)}\r\n");
        if (!Ascii.IsValid(returned))
            output.WriteText("Content-Transfer-Encoding: 8bit\r\n");
        output.WriteText("\r\n");
        output.Write(returned);
        output.WriteText($"\r\n--{boundary}--\r\n");
        return hasEightBit;
    }

    // RFC 3461 §4.3: the whole message only with a failure and only when asked for.
    static ReadOnlySpan<byte> Returned(DeliveryReport report, out bool isWhole)
    {
        var message = report.Message.Span;
        isWhole = report.Parameters.Return == DsnReturn.Full && report.Recipients.Any(r => r.Action == ReportAction.Failed);
        if (isWhole)
            return message;
        if (message.StartsWith("\r\n"u8))
            return default;
        var end = message.IndexOf("\r\n\r\n"u8);
        return end < 0 ? message : message[..(end + 2)];
    }

    // RFC 6533 §4: the media types whose names begin with global hold UTF-8 in their headers.
    static string ReturnedType(ReadOnlySpan<byte> returned, bool isWhole)
    {
        var end = returned.IndexOf("\r\n\r\n"u8);
        var isGlobal = !Ascii.IsValid(end < 0 ? returned : returned[..end]);
        return isWhole ? isGlobal ? "message/global" : "message/rfc822" : isGlobal ? "message/global-headers" : "text/rfc822-headers";
    }

    // A boundary that does not stand in what it bounds (RFC 2046 §5.1.1).
    static string Boundary(string id, ReadOnlySpan<byte> returned)
    {
        for (var i = 0; ; i++)
        {
            var boundary = i == 0 ? $"report-{id}" : $"report-{id}-{i}";
            if (returned.IndexOf(Encoding.ASCII.GetBytes($"--{boundary}")) < 0)
                return boundary;
        }
    }

    static string Head(DeliveryReport report, string boundary, bool hasEightBit) => string.Join("\r\n",
    [
        $"From: Mail delivery <postmaster@{report.PostmasterDomain}>",
        $"To: <{report.Sender}>",
        $"Subject: {Subject(report)}",
        $"Date: {TraceField.Date(report.Time)}",
        $"Message-ID: <{report.Id}@{report.ReportingHost}>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status;",
        $"\tboundary=\"{boundary}\"",
        .. (string[])(hasEightBit ? ["Content-Transfer-Encoding: 8bit"] : []),
        "", "",
    ]);

    static string Subject(DeliveryReport report)
    {
        var actions = report.Recipients.Select(r => r.Action).Distinct().ToList();
        return actions is [var only]
            ? only switch
            {
                ReportAction.Failed => "Your message was not delivered",
                ReportAction.Delayed => "Your message is delayed",
                ReportAction.Delivered => "Your message was delivered",
                _ => "Your message was passed on",
            }
            : "What became of your message";
    }

    static string Words(DeliveryReport report)
    {
        var text = new StringBuilder($"This is {report.ReportingHost}. Your message of {TraceField.Date(report.Arrival)}:\r\n");
        foreach (var recipient in report.Recipients)
        {
            text.Append("\r\n<").Append(Shown(recipient.Recipient)).Append(">\r\n  ").Append(recipient.Action switch
            {
                ReportAction.Failed => "was not delivered, and will not be tried again.",
                ReportAction.Delayed when recipient.RetriedUntil is { } until => $"is not delivered yet; it is tried until {TraceField.Date(until)}. You need not send it again.",
                ReportAction.Delayed => "is not delivered yet; it is tried again. You need not send it again.",
                ReportAction.Delivered => "was delivered.",
                _ => "was passed on to a server that sends no such reports.",
            });
            text.Append("\r\n");
            if (recipient.Text.Length > 0)
                text.Append("  Reason: ").Append(Printable(recipient.Text)).Append("\r\n");
            if (recipient is { Reply: { } reply, RemoteHost: { } host })
                text.Append("  ").Append(Printable(host)).Append(" said: ").Append(Printable(reply.ToString())).Append("\r\n");
        }
        return text.ToString();
    }

    static string Fields(DeliveryReport report)
    {
        var fields = new StringBuilder();
        Add("Original-Envelope-Id", report.Parameters.EnvelopeId);
        Add("Reporting-MTA", $"dns; {report.ReportingHost}");
        Add("Arrival-Date", TraceField.Date(report.Arrival));
        foreach (var recipient in report.Recipients)
        {
            fields.Append("\r\n");
            Add("Original-Recipient", Original(recipient.Parameters.OriginalRecipient));
            Add("Final-Recipient", recipient.Recipient.NeedsUtf8
                ? $"utf-8; {Shown(recipient.Recipient)}"
                : $"rfc822; {recipient.Recipient}");
            Add("Action", recipient.Action.ToString().ToLowerInvariant());
            Add("Status", recipient.Status.ToString());
            Add("Remote-MTA", recipient.RemoteHost is { } host ? $"dns; {host}" : null);
            Add("Diagnostic-Code", recipient.Reply is { } reply ? $"smtp; {reply}" : null);
            Add("Last-Attempt-Date", recipient.LastAttempt is { } last ? TraceField.Date(last) : null);
            Add("Will-Retry-Until", recipient.RetriedUntil is { } until ? TraceField.Date(until) : null);
        }
        return fields.Append("\r\n").ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                fields.Append(Fold($"{name}: {Printable(value)}")).Append("\r\n");
        }
    }

    // RFC 3464 §2.3.1: the type as given, the address decoded again as xtext where it is not plain.
    static string? Original(string? original)
    {
        var semicolon = original?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        return semicolon < 0 ? null : $"{original![..semicolon]}; {original[(semicolon + 1)..]}";
    }

    // utf-8-addr-xtext of RFC 6533 §3: every character outside printable ASCII as \x{HEX}.
    static string Shown(Mailbox mailbox)
    {
        var text = mailbox.ToString();
        if (!mailbox.NeedsUtf8)
            return text;
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is > 0x20 and < 0x7f and not ('\\' or '+' or '='))
                shown.Append(rune.ToString());
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X}}}");
        }
        return shown.ToString();
    }

    // What another server said is not to end a line, nor to be anything but text.
    static string Printable(string text) => string.Concat(text.Take(LongestText).Select(c => c is >= ' ' and < '\x7f' ? c : '?'));

    // Folds before a blank so that lines stay short (RFC 5322 §2.2.3); a word longer than a line stays whole.
    static string Fold(string field)
    {
        var folded = new StringBuilder(field.Length + 8);
        var column = 0;
        foreach (var word in field.Split(' '))
        {
            if (column > 0)
            {
                folded.Append(column + word.Length >= FoldAt ? "\r\n " : " ");
                column = column + word.Length >= FoldAt ? 1 : column + 1;
            }
            folded.Append(word);
            column += word.Length;
        }
        return folded.ToString();
    }
}
