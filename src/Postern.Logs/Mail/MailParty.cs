using Postern.Logs.Text;

namespace Postern.Logs.Mail;

/// <summary>Names and addresses of a mail log in normal form, in buffers that are used again.</summary>
sealed class MailParty
{
    static readonly byte[] Nameless = "this-server"u8.ToArray();

    readonly byte[] option;
    byte[] host = [];
    byte[] server = [];
    byte[] buffer = new byte[512];

    /// <summary>Parties of one file.</summary>
    public MailParty(ReadContext context)
    {
        option = context.Options.Server is { } name
            ? NameText.Normalise(System.Text.Encoding.UTF8.GetBytes(name), new byte[name.Length * 12 + 64], escapes: false).ToArray()
            : [];
    }

    /// <summary>The own server: the log's host name, else the name the user gave, else a stand-in that is said to be one.</summary>
    public ReadOnlySpan<byte> Server(ReadOnlySpan<byte> logged, ContactSink sink)
    {
        if (logged.IsEmpty)
        {
            if (option.Length > 0)
                return option;
            sink.Assume("the log does not name its own server: it is called \"this-server\" (--server gives its name)");
            return Nameless;
        }
        if (!logged.SequenceEqual(host))
        {
            host = logged.ToArray();
            server = NameText.Normalise(logged, new byte[logged.Length * 4 + 64], escapes: false).ToArray();
        }
        return server;
    }

    /// <summary>Address in canonical form, else the text as a name. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text)
    {
        if (buffer.Length < text.Length * 4 + 64)
            buffer = new byte[text.Length * 4 + 64];
        return AddressText.TryCanonical(text, buffer, out var address)
            ? address
            : NameText.Normalise(text, buffer, escapes: false);
    }

    /// <summary>Domain of a mailbox: what stands behind its last @, or nothing.</summary>
    public static ReadOnlySpan<byte> Domain(ReadOnlySpan<byte> mailbox) => mailbox[(mailbox.LastIndexOf((byte)'@') + 1)..] is var domain
        && domain.Length < mailbox.Length ? domain : default;

    /// <summary>Length of a mailbox's local part when it is a quoted string with its closing quotation mark, else 0.</summary>
    public static int QuotedLength(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0 || text[0] != '"')
            return 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i + 1;
        }
        return 0;
    }
}
