using Postern.Logs.Mail;

namespace Postern.Logs.Exim;

/// <summary>Walks over the fields of a line, <c>KEY=value</c> and bare words, from left to right, so that no text inside a value is
/// taken for a field: values may be quoted (<c>T="…"</c>), in brackets (<c>F=&lt;…&gt;</c>, <c>I=[…]:25</c>), or end with a blank.
/// A colon behind a field ends the fields: free text follows.</summary>
ref struct EximFields
{
    /// <summary>Key of the field, or empty for a bare word.</summary>
    public ReadOnlySpan<byte> Key;

    /// <summary>Its value without quotes and brackets, or the word; empty for a host.</summary>
    public ReadOnlySpan<byte> Value;

    /// <summary>The host of the first <c>H=</c> met.</summary>
    public EximHost Host;

    /// <summary>Whether an <c>H=</c> was met.</summary>
    public bool HasHost;

    /// <summary>What has not been walked over.</summary>
    public ReadOnlySpan<byte> Rest;

    /// <summary>Whether a colon ended the fields, so that <see cref="Rest"/> is free text.</summary>
    public bool AtText;

    /// <summary>Whether an <c>H=</c> was met that could not be read.</summary>
    public bool Damaged;

    /// <summary>Steps to the next field; false at the end of the fields.</summary>
    public bool Next()
    {
        Rest = Rest.TrimStart((byte)' ');
        if (Rest.IsEmpty || AtText)
            return false;
        Key = default;
        var equals = Rest[..Math.Min(Rest.Length, 12)].IndexOf((byte)'=');
        if (equals > 0 && IsKey(Rest[..equals]))
        {
            Key = Rest[..equals];
            Rest = Rest[(equals + 1)..];
        }
        if (Key.SequenceEqual("H"u8))
            TakeHost();
        else if (!Key.IsEmpty && Rest.StartsWith("\""u8))
            TakeQuoted();
        else if (Rest.StartsWith("<"u8))
            TakeAngled();
        else if (!Key.IsEmpty && Rest.StartsWith("["u8))
            TakeBracketed();
        else
            TakeWord();
        if (!AtText && Rest.StartsWith(":"u8))
        {
            AtText = true;
            Rest = Rest[1..].TrimStart((byte)' ');
        }
        return true;
    }

    /// <summary>Takes a mailbox off the front: <c>&lt;…&gt;</c>, or up to a blank outside a quoted local part.</summary>
    public static ReadOnlySpan<byte> TakeMailbox(scoped ref ReadOnlySpan<byte> text, out bool colon)
    {
        text = text.TrimStart((byte)' ');
        colon = false;
        var angled = text.StartsWith("<"u8);
        var at = MailParty.QuotedLength(text[(angled ? 1 : 0)..]);
        var end = text[at..].IndexOf(angled ? (byte)'>' : (byte)' ');
        end = end < 0 ? text.Length : at + end;
        var mailbox = text[(angled ? 1 : 0)..end];
        text = text[Math.Min(text.Length, end + 1)..];
        colon = !angled && mailbox.Length > 0 && mailbox[^1] == ':' || angled && text.StartsWith(":"u8);
        return colon && !angled ? mailbox[..^1] : mailbox;
    }

    static bool IsKey(ReadOnlySpan<byte> key)
    {
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit((char)c))
                return false;
        }
        return true;
    }

    void TakeHost()
    {
        Value = default;
        if (HasHost)
        {
            TakeWord();
            return;
        }
        HasHost = true;
        if (EximHost.TryTake(Rest, out Host, out var behind))
        {
            Rest = behind;
            return;
        }
        Damaged = true;
        TakeWord();
    }

    void TakeQuoted()
    {
        var length = MailParty.QuotedLength(Rest);
        if (length == 0)
            length = Rest.Length;
        Value = Rest[1..Math.Max(1, length - 1)];
        Rest = Rest[length..];
    }

    void TakeAngled()
    {
        var at = 1 + MailParty.QuotedLength(Rest[1..]);
        var end = Rest[at..].IndexOf((byte)'>');
        end = end < 0 ? Rest.Length : at + end;
        Value = Rest[1..end];
        Rest = Rest[Math.Min(Rest.Length, end + 1)..];
    }

    void TakeBracketed()
    {
        var end = Rest.IndexOf((byte)']');
        end = end < 0 ? Rest.Length - 1 : end;
        Value = Rest[1..Math.Max(1, end)];
        Rest = Rest[(end + 1)..];
        if (Rest.Length > 1 && Rest[0] == ':' && char.IsAsciiDigit((char)Rest[1]))
        {
            var digits = Rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            Rest = digits < 0 ? default : Rest[(1 + digits)..];
        }
    }

    void TakeWord()
    {
        var end = Rest.IndexOf((byte)' ');
        Value = end < 0 ? Rest : Rest[..end];
        Rest = end < 0 ? default : Rest[end..];
        if (Value.Length > 0 && Value[^1] == ':')
        {
            Value = Value[..^1];
            AtText = true;
            Rest = Rest.TrimStart((byte)' ');
        }
    }
}
