using System.Globalization;
using System.Net;
using System.Text;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Sasl;

namespace Postern.Gate.Configuration;

/// <summary>The forms that values of a settings file have.</summary>
static class Forms
{
    static readonly (string Unit, TimeSpan Length)[] TimeUnits =
    [
        ("s", TimeSpan.FromSeconds(1)), ("min", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    static readonly (string Unit, long Octets)[] SizeUnits = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40)];

    /// <summary>A duration between two bounds: <c>30 s</c>, <c>5 min</c>, <c>1 h</c>, <c>5 d</c>.</summary>
    public static Form<TimeSpan> Duration(TimeSpan least, TimeSpan most) => (string text, out TimeSpan value) =>
    {
        value = default;
        if (!TryAmount(text, out var number, out var unit) || !TimeUnits.Any(u => u.Unit == unit) || number > 1_000_000)
            return $"is \"{text}\"; write a whole number and s, min, h or d, such as 5 min";
        value = TimeUnits.Single(u => u.Unit == unit).Length * number;
        return value < least || value > most ? $"is {text}; it can be {Say(least)} to {Say(most)}" : null;
    };

    /// <summary>Octets between two bounds: <c>512 KiB</c>, <c>50 MiB</c>, <c>1 GiB</c>.</summary>
    public static Form<long> Size(long least, long most) => (string text, out long value) =>
    {
        value = 0;
        if (!TryAmount(text, out var number, out var unit) || !SizeUnits.Any(u => u.Unit == unit) || number > 1_000_000)
            return $"is \"{text}\"; write a whole number and KiB, MiB, GiB or TiB, such as 50 MiB";
        value = SizeUnits.Single(u => u.Unit == unit).Octets * number;
        return value < least || value > most ? $"is {text}; it can be {SayOctets(least)} to {SayOctets(most)}" : null;
    };

    /// <summary>A whole number between two bounds.</summary>
    public static Form<int> Count(int least, int most) => (string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most
            ? null
            : $"is \"{text}\"; write a whole number from {least} to {most}";

    /// <summary>One of some words.</summary>
    public static Form<T> Choice<T>(params (string Word, T Value)[] choices) => (string text, out T value) =>
    {
        var found = Array.FindIndex(choices, c => c.Word == text);
        value = found < 0 ? default! : choices[found].Value;
        return found < 0 ? $"is \"{text}\"; write {string.Join(" or ", choices.Select(c => c.Word))}" : null;
    };

    /// <summary>A mail domain.</summary>
    public static string? Domain(string text, out MailDomain value)
    {
        var isDomain = MailDomain.TryParse(Encoding.UTF8.GetBytes(text), allowUtf8: true, out var domain);
        value = domain!;
        return isDomain ? null
            : text.EndsWith('.') ? $"is \"{text}\"; leave the last dot away"
            : text.Contains('*', StringComparison.Ordinal) || text.StartsWith('.') ? $"is \"{text}\"; name each domain, patterns are not read"
            : $"is \"{text}\", which is no mail domain; write one like circle.example";
    }

    /// <summary>A block of addresses.</summary>
    public static string? Block(string text, out AddressBlock value)
    {
        var isBlock = AddressBlock.TryParse(text, out var block, out var problem);
        value = block!;
        return isBlock ? null : $"is wrong: {problem}";
    }

    /// <summary>A pinned key.</summary>
    public static string? Pin(string text, out KeyPin value)
    {
        var isPin = KeyPin.TryParse(text, out var pin);
        value = pin!;
        return isPin ? null : $"is \"{text}\", which is no key pin; copy the line from the peer's card (sha256: and 64 hexadecimal digits, or 16 words)";
    }

    /// <summary>An address with a port.</summary>
    public static string? EndPoint(string text, out IPEndPoint value)
    {
        value = null!;
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!AddressBlock.TryAddress(isBracketed ? host[1..^1] : host, out var address)
            || isBracketed != (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            || !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is 0 or > 65535)
            return $"is \"{text}\"; write an address and a port, such as 192.0.2.7:25 or '[2001:db8::7]:25' (names are not looked up)";
        value = new IPEndPoint(address, port);
        return null;
    }

    /// <summary>A loopback address with a port: what is asked there is for this machine only.</summary>
    public static string? LoopbackEndPoint(string text, out IPEndPoint value) =>
        EndPoint(text, out value) ?? (IPAddress.IsLoopback(value.Address) ? null : $"is \"{text}\"; write a loopback address, such as 127.0.0.1:9125");

    /// <summary>A name of ours: a peer's, a host's.</summary>
    public static string? Name(string text, out string value)
    {
        value = text;
        return text.Length <= 63 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? null
            : $"has the name \"{text}\"; write 1 to 63 lower-case letters, digits and hyphens";
    }

    /// <summary>The local-part of a mailbox that is a folder too: nothing that a file system, or its user, could take for something else.</summary>
    public static string? MailboxName(string text, out string value)
    {
        value = text;
        return text.Length <= 64 && char.IsAsciiLetterOrDigit(text[0])
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')
            && Mailbox.TryParse(Encoding.ASCII.GetBytes($"{text}@a.example"), allowUtf8: false, out _)
            ? null
            : $"has the mailbox \"{text}\"; write 1 to 64 lower-case letters, digits, dots, hyphens and underscores, a letter or digit first";
    }

    /// <summary>A local-part.</summary>
    public static string? LocalPart(string text, out string value)
    {
        value = text;
        return text.Length <= 64 && Mailbox.TryParse(Encoding.UTF8.GetBytes($"{text}@a.example"), allowUtf8: true, out var mailbox) && mailbox.LocalPart == text
            ? null
            : $"has \"{text}\", which is no local-part; write what stands before the @";
    }

    /// <summary>A user name.</summary>
    public static string? User(string text, out string value)
    {
        value = text;
        return text.Length <= 255 && text.All(c => c is > ' ' and < '\x7f') ? null : $"is \"{text}\"; write at most 255 printable characters without blanks";
    }

    /// <summary>What is kept of a password.</summary>
    public static string? Verifier(string text, out ScramVerifier value)
    {
        var isVerifier = VerifierText.TryParse(text, out var verifier);
        value = verifier!;
        // The text may be a password that was written here by mistake: it is not repeated.
        return isVerifier ? null : "is no verifier; write SCRAM-SHA-256$iterations:salt$stored-key:server-key, never the password itself";
    }

    /// <summary>A path.</summary>
    public static string? FilePath(string text, out string value)
    {
        value = text;
        return text.Any(char.IsControl) ? "has a control character; write a path" : null;
    }

    /// <summary>A time zone by its name.</summary>
    public static string? Zone(string text, out TimeZoneInfo value)
    {
        var isZone = TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone);
        value = zone!;
        return isZone ? null : $"is \"{text}\", which this system does not know; write a name such as Europe/Berlin or UTC";
    }

    /// <summary>A stretch of a week.</summary>
    public static string? Span(string text, out WeeklySpan value)
    {
        var isSpan = WeeklySpan.TryParse(text, out var span);
        value = span!;
        return isSpan ? null : $"is \"{text}\"; write days and hours such as Mon-Fri 08:00-18:00";
    }

    /// <summary>A duration as it is written in the file.</summary>
    public static string Say(TimeSpan time)
    {
        var (unit, length) = TimeUnits.Last(u => time.Ticks % u.Length.Ticks == 0);
        return $"{time.Ticks / length.Ticks} {unit}";
    }

    /// <summary>A size as it is written in the file.</summary>
    public static string SayOctets(long octets)
    {
        var (unit, length) = SizeUnits.Last(u => octets % u.Octets == 0);
        return $"{octets / length} {unit}";
    }

    static bool TryAmount(string text, out long number, out string unit)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        unit = text[digits..].TrimStart(' ');
        return long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
