using System.Buffers;
using Postern.Smtp.Content;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Client;

public sealed partial class SmtpClientSession
{
    OutboundEnvelope? envelope;
    RecipientOutcome[] outcomes = [];
    ContentWriter? writer;
    SmtpReply? refusal;
    bool mailSent;
    bool dataSent;
    bool dataInvited;
    bool contentEnded;
    bool mustReset;
    int recipientsSent;
    int recipientsAnswered;
    int transactions;

    /// <summary>What became of the last message, recipient by recipient, in the envelope's order.</summary>
    public IReadOnlyList<RecipientOutcome> Outcomes => outcomes;

    bool Chunks => Offer.Has(SmtpExtensions.Chunking);

    /// <summary>Gives a message to send.</summary>
    /// <remarks>What the peer did not announce is not forced on it: a message that needs eight bits, UTF-8, REQUIRETLS or more octets
    /// than the peer takes fails here and nothing of it is sent.</remarks>
    /// <exception cref="ArgumentException">No recipients, or more than <see cref="PeerOffer.MaximumRecipients"/>.</exception>
    public void Send(OutboundEnvelope envelope)
    {
        RequireStep(ClientStep.Ready);
        if (envelope.Recipients.Count == 0 || envelope.Recipients.Count > Offer.MaximumRecipients)
            throw new ArgumentException($"a transaction has 1 to {Offer.MaximumRecipients} recipients", nameof(envelope));
        outcomes = [.. envelope.Recipients.Select(r => new RecipientOutcome(r, DeliveryStatus.Pending, default, null, ""))];
        (mailSent, dataSent, dataInvited, contentEnded, refusal, writer) = (false, false, false, false, null, null);
        (recipientsSent, recipientsAnswered) = (0, 0);
        if (Obstacle(envelope) is ({ } code, { } text))
        {
            Decide(r => r with { Status = DeliveryStatus.Failed, Code = code, Text = text });
            Step(ClientStep.Settled);
            return;
        }
        this.envelope = envelope;
        pending = null;
    }

    /// <summary>Writes a piece of the content; false when it holds what may not go out, and the session is over.</summary>
    public bool WriteContent(ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        RequireStep(ClientStep.NeedContent);
        if (writer!.Octets + content.Length <= envelope!.Size && writer.Write(content, output))
            return true;
        GiveUp(ClientFault.ContentFault, null);
        return false;
    }

    /// <summary>Says that the content is complete; false when it is not what the envelope said, and the session is over.</summary>
    public bool EndContent(IBufferWriter<byte> output)
    {
        RequireStep(ClientStep.NeedContent);
        if (writer!.Octets != envelope!.Size || !writer.End(output))
        {
            GiveUp(ClientFault.ContentFault, null);
            return false;
        }
        pending = null;
        contentEnded = true;
        var replies = options.Dialect == ClientDialect.Lmtp ? Accepted().Count() : 1;
        for (var i = 0; i < replies; i++)
            outstanding.Enqueue(ClientCommand.Content);
        waits++;
        return true;
    }

    (EnhancedStatus Code, string Text)? Obstacle(OutboundEnvelope message)
    {
        if (message.Size > Offer.MaximumSize)
            return (new EnhancedStatus(5, 3, 4), $"message of {message.Size} octets exceeds the peer's limit of {Offer.MaximumSize}");
        if (message.HasEightBit && !Offer.Has(SmtpExtensions.EightBitMime))
            return (new EnhancedStatus(5, 6, 3), "peer does not take eight-bit messages");
        if (message.NeedsUtf8 && !Offer.Has(SmtpExtensions.SmtpUtf8))
            return (new EnhancedStatus(5, 6, 7), "peer does not take UTF-8 addresses");
        if (message.Parameters.RequireTls && !Offer.Has(SmtpExtensions.RequireTls))
            return (new EnhancedStatus(5, 7, 30), "peer does not support REQUIRETLS");
        return null;
    }

    void ProceedTransaction()
    {
        var recipients = envelope!.Recipients;
        if (!mailSent)
        {
            mailSent = true;
            transactions++;
            Command(ClientCommand.Mail, envelope.Command(Offer));
            if (Offer.Has(SmtpExtensions.Pipelining))
                SendGroup();
        }
        else if (refusal is null && recipientsSent < recipients.Count)
            SendRecipient();
        else if (refusal is null && !dataSent && !Chunks && Accepted().Any())
            SendDataCommand();
        else if (refusal is not null || !Accepted().Any())
            EndWithoutContent();
        else
            BeginContent();
    }

    void SendGroup()
    {
        while (recipientsSent < envelope!.Recipients.Count)
            SendRecipient();
        // The content of BDAT would follow its command without an invitation; it waits until a recipient is accepted.
        if (!Chunks)
            SendDataCommand();
    }

    void SendRecipient() => Command(ClientCommand.Rcpt, envelope!.Recipients[recipientsSent++].Command(Offer));

    void SendDataCommand()
    {
        dataSent = true;
        Command(ClientCommand.Data, "DATA\r\n");
    }

    void BeginContent()
    {
        writer = new ContentWriter(stuffed: !Chunks);
        if (Chunks)
            output.WriteText($"BDAT {envelope!.Size} LAST\r\n");
        Step(ClientStep.NeedContent);
    }

    void EndWithoutContent()
    {
        if (dataInvited)
        {
            // RFC 2920 §3.1: invited although nobody is there to receive; an empty message goes to nobody.
            dataInvited = false;
            Command(ClientCommand.Content, ".\r\n");
            return;
        }
        mustReset = true;
        Settle();
    }

    void RecipientTaken() => recipientsAnswered++;

    void Refused(ClientCommand command, SmtpReply reply)
    {
        switch (command)
        {
            case ClientCommand.Rcpt:
                // After a refused MAIL its reply has decided already; 503 to what was pipelined behind it says nothing.
                if (outcomes[recipientsAnswered].Status == DeliveryStatus.Pending)
                    outcomes[recipientsAnswered] = Of(outcomes[recipientsAnswered], reply);
                recipientsAnswered++;
                break;
            case ClientCommand.Content when contentEnded:
                ContentTaken(reply);
                break;
            case ClientCommand.Content:
                break;
            // MAIL, or DATA; DATA's refusal does not replace an earlier one.
            default:
                refusal ??= reply;
                if (command == ClientCommand.Mail || Accepted().Any())
                    SettleAccepted(refusal);
                break;
        }
    }

    void ContentTaken(SmtpReply reply)
    {
        // The empty message that nobody was there to receive: what became of the recipients is known.
        if (!contentEnded)
            return;
        if (options.Dialect == ClientDialect.Lmtp)
        {
            var first = Array.FindIndex(outcomes, o => o.Status == DeliveryStatus.Pending);
            outcomes[first] = Of(outcomes[first], reply);
        }
        else
            SettleAccepted(reply);
        if (outstanding.Count == 0)
            Settle();
    }

    IEnumerable<RecipientOutcome> Accepted() => outcomes.Where(o => o.Status == DeliveryStatus.Pending);

    void SettleAccepted(SmtpReply reply) => Decide(outcome => Of(outcome, reply));

    void Settle()
    {
        envelope = null;
        Step(ClientStep.Settled);
    }

    /// <summary>Decides what is still open when the session ends.</summary>
    void AbandonTransaction(ClientEnd end)
    {
        if (envelope is null)
            return;
        envelope = null;
        var unknown = contentEnded && end.Fault != ClientFault.Refused;
        var status = unknown ? DeliveryStatus.Unknown : end.Fault == ClientFault.ContentFault ? DeliveryStatus.Failed : end.Status;
        Decide(outcome => end is { Fault: ClientFault.Refused, Reply: { } reply }
            ? Of(outcome, reply)
            : outcome with { Status = status, Code = CodeOf(end.Fault, status), Text = end.Fault.ToString() });
    }

    void Decide(Func<RecipientOutcome, RecipientOutcome> decision)
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Status == DeliveryStatus.Pending)
                outcomes[i] = decision(outcomes[i]);
        }
    }

    static RecipientOutcome Of(RecipientOutcome outcome, SmtpReply reply)
    {
        var status = reply.IsPositive ? DeliveryStatus.Delivered : reply.IsPermanent ? DeliveryStatus.Failed : DeliveryStatus.Deferred;
        var code = reply.Status ?? new EnhancedStatus(reply.Code is >= 300 and < 400 ? 4 : reply.Code / 100, 0, 0);
        return outcome with { Status = status, Code = code, Reply = reply, Text = string.Join(' ', reply.Lines) };
    }

    // RFC 3463 §3.5 to §3.8.
    static EnhancedStatus CodeOf(ClientFault fault, DeliveryStatus status)
    {
        var (subject, detail) = fault switch
        {
            ClientFault.TimedOut or ClientFault.ConnectionLost => (4, 2),
            ClientFault.ProtocolViolation or ClientFault.OctetsBeforeTls => (5, 0),
            ClientFault.TlsNotOffered or ClientFault.TlsFailed or ClientFault.AuthenticationNotPossible => (7, 0),
            ClientFault.ContentFault => (6, 0),
            _ => (0, 0),
        };
        return new EnhancedStatus(status == DeliveryStatus.Failed ? 5 : 4, subject, detail);
    }
}
