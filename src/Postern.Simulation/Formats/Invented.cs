using System.Globalization;
using Postern.Contacts;

namespace Postern.Simulation.Formats;

/// <summary>What a log holds beside the contact itself, made of the contact's number: the same record is always the same bytes.</summary>
static class Invented
{
    const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The address that every name resolves to.</summary>
    public const string Answer = "203.0.113.7";

    /// <summary>The name server that a client asks, of the client's own address family.</summary>
    public static string Resolver(string client) => client.Contains(':') ? "2001:db8::53" : "192.0.2.53";

    /// <summary>A number from 0 to one below <paramref name="below"/>.</summary>
    public static int Number(int contact, string purpose, int below) => (int)(Streams.Of(0, purpose, contact).Next() % (uint)below);

    /// <summary>A port from 1,024 on.</summary>
    public static int Port(int contact) => 1_024 + Number(contact, "port", 60_000);

    /// <summary>Letters and digits.</summary>
    public static string Id(int contact, string purpose, int length) => string.Create(length, Streams.Of(0, purpose, contact), (text, random) =>
    {
        foreach (ref var letter in text)
            letter = Letters[(int)random.Uniform(0, Letters.Length)];
    });

    /// <summary>Seconds since 1970 in Exim's base 62, six digits.</summary>
    public static string Base62(long seconds) => string.Create(6, seconds, (text, left) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, left /= 62)
            text[i] = Letters[(int)(left % 62)];
    });

    /// <summary>A stamp of <paramref name="format"/> in UTC.</summary>
    public static string Stamp(long time, string format) =>
        DateTimeOffset.UnixEpoch.AddTicks(time / 100).ToString(format, CultureInfo.InvariantCulture);

    /// <summary>An RFC 3339 stamp of syslog, in microseconds.</summary>
    public static string SyslogStamp(long time) => Stamp(time, "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'");

    /// <summary>Seconds since 1970 with six digits after the point.</summary>
    public static string Epoch(long time) => string.Create(CultureInfo.InvariantCulture, $"{time / UnixTime.Second}.{time % UnixTime.Second / 1_000:D6}");

    /// <summary>What findings call the outcome of a contact.</summary>
    public static string Outcome(ContactKind kind, bool fails) => kind switch
    {
        ContactKind.DnsLookup => fails ? "NXDOMAIN" : "NOERROR",
        ContactKind.Flow => fails ? "REJ" : "SF",
        ContactKind.SmtpIn => fails ? "deferred" : "accepted",
        _ => fails ? "deferred" : "sent",
    };
}
