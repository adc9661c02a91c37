using System.Text;

namespace Postern.Testing.Smtp;

/// <summary>Puts replies, or lines, together from what a connection gives.</summary>
sealed class WireReader(ISmtpWire wire)
{
    readonly List<byte> held = [];
    bool ended;

    /// <summary>What a read can give besides text.</summary>
    public const string Eof = "EOF", None = "NONE";

    /// <summary>The next reply: its code, or EOF or NONE; and its whole text.</summary>
    public async ValueTask<(string Token, string Text)> ReplyAsync(TimeSpan patience)
    {
        while (true)
        {
            if (TakeReply() is { } reply)
                return (reply[..3], reply);
            if (await FillAsync(patience) is { } end)
                return (end, "");
        }
    }

    /// <summary>The next line without CR LF, or EOF or NONE.</summary>
    public async ValueTask<string> LineAsync(TimeSpan patience)
    {
        while (true)
        {
            if (LineEnd(0) is >= 0 and var end)
                return Take(end)[..^2];
            if (await FillAsync(patience) is { } none)
                return none;
        }
    }

    /// <summary>Everything, as soon as a condition holds of it; else EOF or NONE.</summary>
    public async ValueTask<string> UntilAsync(Func<string, bool> complete, TimeSpan patience)
    {
        while (true)
        {
            if (complete(Encoding.Latin1.GetString(held.ToArray())))
                return Take(held.Count);
            if (await FillAsync(patience) is { } none)
                return none;
        }
    }

    /// <summary>Whether octets are there that nobody asked for.</summary>
    public async ValueTask<bool> HasMoreAsync(TimeSpan quiet) => held.Count > 0 || await FillAsync(quiet) is null;

    async ValueTask<string?> FillAsync(TimeSpan patience)
    {
        if (ended)
            return Eof;
        var octets = await wire.ReadAsync(patience);
        ended = octets?.Length == 0;
        held.AddRange(octets ?? []);
        return octets is null ? None : ended ? Eof : null;
    }

    string? TakeReply()
    {
        for (var start = 0; LineEnd(start) is >= 0 and var end; start = end)
        {
            if (end - start < 5 || !Enumerable.Range(start, 3).All(i => char.IsAsciiDigit((char)held[i])))
                throw new FormatException($"not a reply: {CEscapes.Show(held.ToArray())}");
            if (held[start + 3] != '-')
                return Take(end);
        }
        return null;
    }

    int LineEnd(int start)
    {
        for (var i = start + 1; i < held.Count; i++)
        {
            if (held[i] == '\n' && held[i - 1] == '\r')
                return i + 1;
        }
        return -1;
    }

    string Take(int length)
    {
        var text = Encoding.Latin1.GetString([.. held[..length]]);
        held.RemoveRange(0, length);
        return text;
    }
}
