using System.Buffers.Text;

namespace Postern.Logs.Exim;

/// <summary>The other side as Exim writes it: <c>[NAME ](HELO) [ADDR][:PORT]</c>.</summary>
/// <remarks>HELO is what the client said and may look like anything, an address in brackets too: the last address before the
/// next field is the true one.</remarks>
ref struct EximHost
{
    /// <summary>Verified name, or empty.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>What the client called itself, without parentheses; meaningful with <see cref="HasHelo"/>.</summary>
    public ReadOnlySpan<byte> Helo;

    /// <summary>Whether a greeting is shown.</summary>
    public bool HasHelo;

    /// <summary>Address, or empty when the host is local.</summary>
    public ReadOnlySpan<byte> Address;

    /// <summary>Port, or -1.</summary>
    public int Port;

    /// <summary>Verified name, else the greeting in parentheses, as the line shows it.</summary>
    public ReadOnlySpan<byte> Shown;

    /// <summary>Takes a host off the front of a text.</summary>
    /// <returns>False when no address in brackets is there.</returns>
    public static bool TryTake(ReadOnlySpan<byte> text, out EximHost host, out ReadOnlySpan<byte> rest)
    {
        host = default;
        host.Port = -1;
        rest = default;
        var at = 0;
        if (text.Length > 0 && text[0] is not ((byte)'(' or (byte)'['))
        {
            var blank = text.IndexOf((byte)' ');
            if (blank < 1)
                return false;
            host.Shown = host.Name = text[..blank];
            at = blank + 1;
        }
        if (at < text.Length && text[at] == '(')
        {
            var helo = HeloEnd(text[at..]);
            if (helo < 0)
                return false;
            host.HasHelo = true;
            host.Helo = text.Slice(at + 1, helo - 1);
            if (host.Name.IsEmpty)
                host.Shown = text.Slice(at, helo + 1);
            at += helo + 2;
        }
        if (at >= text.Length || text[at] != '[')
            return false;
        var close = text[at..].IndexOf((byte)']');
        if (close < 2)
            return false;
        host.Address = text.Slice(at + 1, close - 1);
        rest = text[(at + close + 1)..];
        if (rest.Length > 1 && rest[0] == ':' && Utf8Parser.TryParse(rest[1..], out ushort port, out var digits))
        {
            host.Port = port;
            rest = rest[(1 + digits)..];
        }
        return true;
    }

    /// <summary>Where the parenthesis that closes HELO stands. If behind the first candidate's address HELO goes on, with a
    /// parenthesis, the candidate was part of HELO.</summary>
    static int HeloEnd(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf(") ["u8);
        while (end >= 0)
        {
            var close = text[end..].IndexOf((byte)']');
            if (close < 0)
                return end;
            var behind = text[(end + close + 1)..];
            var next = behind.IndexOf(") ["u8);
            if (next < 0 || !behind.StartsWith(")"u8) && !behind.StartsWith(" ("u8))
                return end;
            end += close + 1 + next;
        }
        return -1;
    }
}
