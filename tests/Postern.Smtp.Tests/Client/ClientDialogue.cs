using System.Buffers;
using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;
using Postern.Smtp.Commands;

namespace Postern.Smtp.Tests.Client;

/// <summary>A client session with one message to send; hears replies and gives back what it sends.</summary>
sealed class ClientDialogue
{
    readonly ArrayBufferWriter<byte> output = new();
    OutboundEnvelope? envelope;

    public ClientDialogue(SmtpClientOptions? options = null, params string[] recipients)
    {
        Session = new SmtpClientSession(options ?? new SmtpClientOptions { HostName = "mx.circle.test", Security = ClientSecurity.Implicit });
        envelope = new OutboundEnvelope
        {
            ReversePath = Mailbox.Parse("alice@circle.test"),
            Recipients = [.. (recipients.Length > 0 ? recipients : ["x@peer-b.test"]).Select(r => new OutboundRecipient(Mailbox.Parse(r), RecipientParameters.None))],
            Size = Message.Length,
        };
    }

    public byte[] Message { get; } = "Subject: t\r\n\r\n.hello\r\n"u8.ToArray();

    public SmtpClientSession Session { get; }

    /// <summary>Changes the envelope before it is given.</summary>
    public Func<OutboundEnvelope, OutboundEnvelope> Envelope { get; set; } = e => e;

    /// <summary>Leaves the content to the test.</summary>
    public bool HoldsContent { get; set; }

    public ClientStep Last { get; private set; }

    public string Statuses => string.Join(' ', Session.Outcomes.Select(o => $"{o.Status}:{o.Code}"));

    /// <summary>Hears text with its line ends, and returns what is sent in answer.</summary>
    public string Hear(string text)
    {
        var input = new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(text));
        while (true)
        {
            Last = Session.Advance(ref input, output);
            if (Last == ClientStep.Ready && envelope is not null)
            {
                Session.Send(Envelope(envelope));
                envelope = null;
            }
            else if (Last == ClientStep.Ready)
                Session.Quit();
            else if (Last == ClientStep.NeedContent && !HoldsContent)
            {
                Session.WriteContent(Message, output);
                Session.EndContent(output);
            }
            else if (Last != ClientStep.Settled)
                break;
        }
        var sent = Encoding.Latin1.GetString(output.WrittenSpan);
        output.ResetWrittenCount();
        return sent;
    }
}
