using Postern.Smtp.Commands;
using Postern.Smtp.Content;
using Postern.Smtp.Header;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Server;

public sealed partial class SmtpServerSession
{
    // Octets that are asked of the content's writer at a time.
    const int Piece = 16 << 10;

    static readonly SmtpReply SendData = new(354, null, "End with CR LF . CR LF");

    ContentScanner scanner;
    HeaderWatch header;
    HeaderReader? fields;
    long received;
    long chunkLeft;
    bool chunkIsLast;
    SmtpRefusal? chunkRefusal;

    void Data() => Ask(new ContentQuestion());

    void Bdat(ReadOnlySpan<byte> argument)
    {
        if (!BdatArgument.TryParse(argument, out var size, out var isLast))
        {
            Refuse(state == SessionState.Retired ? RefusalReason.Retired : RefusalReason.ChunkSizeInvalid);
            Close(TransactionEnd.Closed);
            return;
        }
        (chunkLeft, chunkIsLast, received, phase) = (size, isLast, 0, Phase.Chunk);
        waits++;
        chunkRefusal = SessionTable.Refusal(state, SmtpVerb.Bdat) is { } refusal ? SmtpRefusal.Of(refusal) : null;
        if (chunkRefusal is null && size > terms.MaximumSize - scanner.Octets)
            chunkRefusal = SmtpRefusal.Of(RefusalReason.MessageTooLarge);
        if (chunkRefusal is not null && size > options.MaximumDiscarded)
        {
            Refuse(chunkRefusal);
            Close(TransactionEnd.Closed);
        }
        else if (chunkRefusal is null && state == SessionState.Recipients)
            Ask(new ContentQuestion());
    }

    void BeginContent()
    {
        scanner = new ContentScanner(stuffed: verb == SmtpVerb.Data, terms.MaximumSize, options.MaximumTextLine);
        (header, fields) = (default, terms.ReadsHeader ? new HeaderReader() : null);
        if (verb != SmtpVerb.Data)
        {
            state = SessionState.Chunking;
            return;
        }
        (phase, received) = (Phase.Data, 0);
        Reply(SendData);
    }

    void RefuseContent(SmtpRefusal refusal)
    {
        if (verb == SmtpVerb.Data)
            Refuse(refusal);
        else
            chunkRefusal = refusal;
    }

    int ReadData(ReadOnlySpan<byte> octets)
    {
        // Twice the size for what dots can add, and what is read only to stay in step.
        var bound = 2 * Math.Min(terms.MaximumSize, long.MaxValue / 4) + options.MaximumDiscarded;
        var ended = Scan(octets[..(int)Math.Min(octets.Length, bound - received)], out var used);
        if (ended)
            EndMessage();
        else if (received == bound)
        {
            Refuse(RefusalReason.MessageTooLarge);
            Close(TransactionEnd.Refused);
        }
        return used;
    }

    int ReadChunk(ReadOnlySpan<byte> octets)
    {
        var chunk = octets[..(int)Math.Min(octets.Length, chunkLeft)];
        var used = chunk.Length;
        if (chunkRefusal is null)
            Scan(chunk, out used);
        else
            received += used;
        chunkLeft -= used;
        return used;
    }

    bool Scan(ReadOnlySpan<byte> octets, out int used)
    {
        octets = octets[..Math.Min(octets.Length, Piece)];
        var output = scanner.Fault == ContentFault.None ? content.GetSpan(octets.Length) : default;
        var ended = scanner.Read(octets, output, out used, out var written);
        received += used;
        if (written > 0)
        {
            header.Read(output[..written]);
            fields?.Read(output[..written]);
            content.Advance(written);
        }
        return ended;
    }

    void EndChunk()
    {
        phase = Phase.Command;
        waits++;
        if (chunkRefusal is null && chunkIsLast)
        {
            EndMessage();
            return;
        }
        if ((chunkRefusal ?? ContentRefusal()) is not { } refusal)
        {
            Reply(new SmtpReply(250, EnhancedStatus.Parse("2.0.0"), $"{received} octets received"));
            return;
        }
        // Once a chunk is refused the message is, and nothing of it is kept; the last chunk ends the transaction (RFC 3030 §2).
        Refuse(refusal);
        if (phase == Phase.Closing || state is SessionState.TurnedAway or SessionState.Retired or SessionState.Opened
            or SessionState.Greeted or SessionState.Mail)
            return;
        EndTransaction(TransactionEnd.Refused);
        if (!chunkIsLast)
            state = SessionState.ChunkFailed;
    }

    void EndMessage()
    {
        phase = Phase.Command;
        waits++;
        if (verb != SmtpVerb.Data)
            scanner.End();
        HeaderFacts? facts = null;
        var refusal = ContentRefusal() ?? HeaderRefusal(fields?.Finish(out facts) ?? HeaderFault.None);
        if (refusal is null)
        {
            Ask(new MessageQuestion(scanner.Octets, scanner.HasEightBit) { Header = facts });
            return;
        }
        Refuse(refusal);
        EndTransaction(TransactionEnd.Refused);
    }

    SmtpRefusal? ContentRefusal() => scanner.Fault switch
    {
        ContentFault.BareLineEnd => SmtpRefusal.Of(RefusalReason.BareLineEnd),
        ContentFault.Nul => SmtpRefusal.Of(RefusalReason.NulOctet),
        ContentFault.LineTooLong => SmtpRefusal.Of(RefusalReason.TextLineTooLong),
        ContentFault.TooLarge => SmtpRefusal.Of(RefusalReason.MessageTooLarge),
        _ when header.BeginsWithBlank => SmtpRefusal.Of(RefusalReason.HeaderMalformed),
        _ when header.ReceivedFields > options.MaximumReceivedFields => SmtpRefusal.Of(RefusalReason.MailLoop),
        _ => null,
    };

    // Whoever wrote the message is one of the server's own or a peer with whom this was agreed: he may know what is wrong.
    static SmtpRefusal? HeaderRefusal(HeaderFault fault) => fault switch
    {
        HeaderFault.None => null,
        HeaderFault.NoField => Malformed("a line of its header is no field"),
        HeaderFault.Repeated => Malformed("From, Sender, Date or Message-ID stands there twice"),
        HeaderFault.NoAuthor => Malformed("no From field names an author"),
        HeaderFault.TooLong => Malformed("its From or Sender field is too long"),
        _ => Malformed("its From or Sender field cannot be read"),
    };

    static SmtpRefusal Malformed(string what) => SmtpRefusal.Of(RefusalReason.HeaderMalformed) with
    {
        Reply = new SmtpReply(554, EnhancedStatus.Parse("5.6.0"), $"Message refused: {what}"),
    };

    void ForgetContent() => (scanner, header, fields) = (default, default, null);
}
