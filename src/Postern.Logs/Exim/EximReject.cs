namespace Postern.Logs.Exim;

/// <summary>A refusal: <c>H=… [F=&lt;…&gt;] [temporarily ]rejected STAGE [&lt;RCPT&gt;]: TEXT</c>, <c>rejected MAIL FROM:&lt;…&gt; H=…</c>,
/// <c>rejected STAGE from HOST: TEXT</c>.</summary>
ref struct EximReject
{
    /// <summary>Command or moment refused: <c>RCPT</c>, <c>connection</c>, <c>after DATA</c>.</summary>
    public ReadOnlySpan<byte> Stage;

    /// <summary>What stands behind a command: recipient or sender; or empty.</summary>
    public ReadOnlySpan<byte> Mailbox;

    /// <summary>The client.</summary>
    public EximHost Client;

    /// <summary>Whether the client may come again.</summary>
    public bool Temporary;

    /// <summary>Whether the client could not be read from the line.</summary>
    public bool Damaged;

    /// <summary>Takes a refusal apart, from behind the message id on.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out EximReject reject)
    {
        reject = default;
        var fields = new EximFields { Rest = text };
        if (text.StartsWith("H="u8))
        {
            if (!TryVerb(ref fields, ref reject.Temporary))
                return false;
            TakeStage(ref fields, out reject.Stage, out reject.Mailbox);
            reject.Client = fields.Host;
            reject.Damaged = fields.Damaged;
            return true;
        }
        if (!text.StartsWith("rejected "u8) && !text.StartsWith("temporarily rejected "u8) || !TryVerb(ref fields, ref reject.Temporary))
            return false;
        TakeStage(ref fields, out reject.Stage, out reject.Mailbox);
        while (!fields.HasHost && fields.Next())
        {
            if (fields.Key.IsEmpty && fields.Value.SequenceEqual("from"u8)
                && EximHost.TryTake(fields.Rest.TrimStart((byte)' '), out reject.Client, out _))
                return true;
        }
        reject.Client = fields.Host;
        reject.Damaged = !fields.HasHost || fields.Damaged;
        return true;
    }

    /// <summary>Walks to <c>rejected</c>; only fields and short marks (K, TFO, PRDR) may stand before it.</summary>
    static bool TryVerb(ref EximFields fields, ref bool temporary)
    {
        while (fields.Next() && !fields.AtText)
        {
            if (!fields.Key.IsEmpty)
                continue;
            if (fields.Value.SequenceEqual("rejected"u8))
                return true;
            if (fields.Value.SequenceEqual("temporarily"u8))
                temporary = true;
            else if (fields.Value.Length > 4 || fields.Value.ContainsAnyInRange((byte)'a', (byte)'z'))
                return false;
        }
        return false;
    }

    static void TakeStage(scoped ref EximFields fields, out ReadOnlySpan<byte> stage, out ReadOnlySpan<byte> mailbox)
    {
        stage = mailbox = default;
        var text = fields.Rest.TrimStart((byte)' ');
        if (text.StartsWith("after "u8) || text.StartsWith("before "u8) || text.StartsWith("during "u8) || text.StartsWith("by "u8))
        {
            var colon = text.IndexOf((byte)':');
            stage = colon < 0 ? text : text[..colon];
            fields.Rest = text[stage.Length..];
            return;
        }
        if (!fields.Next())
            return;
        stage = fields.Value;
        fields.Rest = fields.Rest.TrimStart((byte)' ');
        if (fields.Rest.StartsWith("FROM:"u8))
            fields.Rest = fields.Rest[5..];
        else if (fields.Rest.StartsWith("TO:"u8))
            fields.Rest = fields.Rest[3..];
        if (fields.Rest.StartsWith("<"u8) && fields.Next())
            mailbox = fields.Value;
    }
}
