using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;

namespace Postern.Smtp.Server;

/// <summary>The reply to EHLO: one keyword a line (RFC 5321 §4.1.1.1).</summary>
static class EhloOffer
{
    /// <summary>What can be announced of the terms.</summary>
    public static SmtpExtensions Announced(SessionTerms terms, SmtpChannel channel)
    {
        var announced = terms.Extensions & ~(channel switch
        {
            SmtpChannel.Clear => SmtpExtensions.Auth | SmtpExtensions.RequireTls,
            SmtpChannel.Tls => SmtpExtensions.StartTls,
            _ => SmtpExtensions.StartTls | SmtpExtensions.Auth | SmtpExtensions.RequireTls,
        });
        if (terms.Mechanisms == SaslMechanisms.None)
            announced &= ~SmtpExtensions.Auth;
        // RFC 6531 §3.1: SMTPUTF8 goes with 8BITMIME.
        return announced.HasFlag(SmtpExtensions.EightBitMime) ? announced : announced & ~SmtpExtensions.SmtpUtf8;
    }

    /// <summary>The reply.</summary>
    public static SmtpReply Reply(string hostName, SessionTerms terms, SmtpExtensions announced)
    {
        List<string> lines = [hostName];
        Add(SmtpExtensions.Pipelining, "PIPELINING");
        Add(SmtpExtensions.Size, $"SIZE {terms.MaximumSize}");
        Add(SmtpExtensions.EightBitMime, "8BITMIME");
        Add(SmtpExtensions.SmtpUtf8, "SMTPUTF8");
        Add(SmtpExtensions.EnhancedStatusCodes, "ENHANCEDSTATUSCODES");
        Add(SmtpExtensions.Dsn, "DSN");
        Add(SmtpExtensions.Chunking, "CHUNKING");
        Add(SmtpExtensions.StartTls, "STARTTLS");
        Add(SmtpExtensions.Auth, $"AUTH {SaslNames.List(terms.Mechanisms)}");
        Add(SmtpExtensions.Limits, $"LIMITS MAILMAX={Limit(terms.MaximumTransactions)} RCPTMAX={Limit(terms.MaximumRecipients)}");
        Add(SmtpExtensions.RequireTls, "REQUIRETLS");
        Add(SmtpExtensions.Priority, "MT-PRIORITY");
        return new SmtpReply(250, null, lines);

        void Add(SmtpExtensions extension, string line)
        {
            if (announced.HasFlag(extension))
                lines.Add(line);
        }
    }

    // RFC 9422 §4: a value has at most six digits.
    static int Limit(int value) => Math.Min(value, 999_999);
}
