using System.Buffers.Text;

namespace Postern.Logs.Exim;

/// <summary>A delivery line: <c>FLAG RCPT [&lt;ORIG&gt;] R=router T=transport H=NAME [ADDR]:PORT …</c>, for <c>==</c> with
/// <c>defer (errno): text</c>.</summary>
ref struct EximDelivery
{
    /// <summary>Message id.</summary>
    public ReadOnlySpan<byte> Id;

    /// <summary><c>=&gt; -&gt; &gt;&gt; ** ==</c>.</summary>
    public ReadOnlySpan<byte> Flag;

    /// <summary>Recipient without brackets.</summary>
    public ReadOnlySpan<byte> Recipient;

    /// <summary>Remote host.</summary>
    public EximHost Host;

    /// <summary>Whether a remote host was logged.</summary>
    public bool HasHost;

    /// <summary>Whether nothing was tried: the time to try again had not come, or no route was found.</summary>
    public bool NotTried;

    /// <summary>Takes a delivery apart, from the flag on.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out EximDelivery delivery)
    {
        delivery = default;
        delivery.Flag = text[..2];
        text = text[3..];
        delivery.Recipient = EximFields.TakeMailbox(ref text, out var textFollows);
        var fields = new EximFields { Rest = text, AtText = textFollows };
        var deferred = false;
        while (fields.Next())
        {
            if (!fields.Key.IsEmpty)
                continue;
            if (fields.Value.SequenceEqual("routing"u8))
                delivery.NotTried = true;
            else if (fields.Value.SequenceEqual("defer"u8))
                deferred = true;
            else if (deferred && fields.Value.StartsWith("("u8) && Utf8Parser.TryParse(fields.Value[1..], out int error, out _))
                // ERRNO_RRETRY, ERRNO_LRETRY, ERRNO_HRETRY of Exim's macros.h: "not time for …".
                delivery.NotTried |= error is <= -52 and >= -54;
        }
        delivery.NotTried |= deferred && fields.AtText && fields.Rest.StartsWith("retry time not reached"u8);
        delivery.Host = fields.Host;
        delivery.HasHost = fields.HasHost;
        return delivery.Recipient.Length > 0 && !fields.Damaged;
    }
}
