using System.Globalization;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;

namespace Postern.Smtp.Client;

/// <summary>What a peer announced in its reply to EHLO or LHLO.</summary>
public sealed record PeerOffer
{
    /// <summary>Nothing.</summary>
    public static PeerOffer None { get; } = new();

    /// <summary>Extensions that we know.</summary>
    public SmtpExtensions Extensions { get; init; }

    /// <summary>Largest message, octets; null when the peer did not say.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>SASL mechanisms that we know.</summary>
    public SaslMechanisms Mechanisms { get; init; }

    /// <summary>Most recipients of a transaction: RCPTMAX of RFC 9422, else the 100 that every server takes.</summary>
    public int MaximumRecipients { get; init; } = 100;

    /// <summary>Most transactions of a session: MAILMAX of RFC 9422; null when the peer did not say.</summary>
    public int? MaximumTransactions { get; init; }

    /// <summary>Whether an extension was announced.</summary>
    public bool Has(SmtpExtensions extension) => (Extensions & extension) == extension;

    /// <summary>Reads the reply; a keyword that is unknown or malformed is passed over.</summary>
    internal static PeerOffer Of(SmtpReply reply)
    {
        var offer = None;
        foreach (var line in reply.Lines.Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
                offer = With(offer, words[0].ToUpperInvariant(), words.AsSpan(1));
        }
        return offer;
    }

    static PeerOffer With(PeerOffer offer, string keyword, ReadOnlySpan<string> values) => keyword switch
    {
        "PIPELINING" => offer.Plus(SmtpExtensions.Pipelining),
        // RFC 1870 §3: SIZE without a number, or with 0, sets no limit.
        "SIZE" => offer.Plus(SmtpExtensions.Size) with { MaximumSize = values.Length > 0 ? Number(values[0]) : null },
        "8BITMIME" => offer.Plus(SmtpExtensions.EightBitMime),
        "SMTPUTF8" => offer.Plus(SmtpExtensions.SmtpUtf8),
        "ENHANCEDSTATUSCODES" => offer.Plus(SmtpExtensions.EnhancedStatusCodes),
        "DSN" => offer.Plus(SmtpExtensions.Dsn),
        "CHUNKING" => offer.Plus(SmtpExtensions.Chunking),
        "STARTTLS" => offer.Plus(SmtpExtensions.StartTls),
        "REQUIRETLS" => offer.Plus(SmtpExtensions.RequireTls),
        "MT-PRIORITY" => offer.Plus(SmtpExtensions.Priority),
        "AUTH" => offer.Plus(SmtpExtensions.Auth) with { Mechanisms = Known(values) },
        "LIMITS" => WithLimits(offer.Plus(SmtpExtensions.Limits), values),
        _ => offer,
    };

    PeerOffer Plus(SmtpExtensions extension) => this with { Extensions = Extensions | extension };

    static PeerOffer WithLimits(PeerOffer offer, ReadOnlySpan<string> limits)
    {
        foreach (var limit in limits)
        {
            var equals = limit.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || Number(limit[(equals + 1)..]) is not (> 0 and <= 999_999 and var value))
                continue;
            offer = limit[..equals].ToUpperInvariant() switch
            {
                "RCPTMAX" => offer with { MaximumRecipients = (int)value },
                "MAILMAX" => offer with { MaximumTransactions = (int)value },
                _ => offer,
            };
        }
        return offer;
    }

    static SaslMechanisms Known(ReadOnlySpan<string> names)
    {
        var known = SaslMechanisms.None;
        foreach (var name in names)
            known |= SaslNames.Of(System.Text.Encoding.ASCII.GetBytes(name));
        return known;
    }

    static long? Number(string digits) => long.TryParse(digits, NumberStyles.None, null, out var number) && number > 0 ? number : null;
}
