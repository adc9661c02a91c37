using System.Text;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;

namespace Postern.Smtp.Client;

public sealed partial class SmtpClientSession
{
    ScramClient? scram;
    bool serverProved;
    bool scramAnswered;
    bool authenticated;

    void BeginAuth()
    {
        var credentials = options.Credentials!;
        if (isSecure && Offer.Mechanisms.HasFlag(SaslMechanisms.ScramSha256))
        {
            scram = new ScramClient(credentials.User, credentials.Password, credentials.Nonce);
            Command(ClientCommand.Auth, $"AUTH SCRAM-SHA-256 {SaslText.Encode(scram.First)}\r\n");
        }
        else if (isSecure && Offer.Mechanisms.HasFlag(SaslMechanisms.Plain))
            Command(ClientCommand.Auth, $"AUTH PLAIN {SaslText.Encode(PlainMessage.Compose(credentials.User, credentials.Password))}\r\n");
        else
            GiveUp(ClientFault.AuthenticationNotPossible, null);
    }

    void ContinueAuth(SmtpReply reply)
    {
        if (scram is null || serverProved || !SaslText.TryDecode(Encoding.ASCII.GetBytes(reply.Lines[0]), out var message))
        {
            GiveUp(ClientFault.AuthenticationNotPossible, reply);
            return;
        }
        if (!scramAnswered)
        {
            scramAnswered = scram.TryAnswer(message, out var final);
            if (scramAnswered)
                Command(ClientCommand.Auth, $"{SaslText.Encode(final)}\r\n");
            else
                GiveUp(ClientFault.AuthenticationNotPossible, reply);
            return;
        }
        serverProved = scram.Accepts(message);
        if (serverProved)
            Command(ClientCommand.Auth, "\r\n");
        else
            GiveUp(ClientFault.AuthenticationNotPossible, reply);
    }

    // SCRAM proves both sides; a server that says yes without its own proof is not the one that knows the password.
    void FinishAuth()
    {
        authenticated = scram is null || serverProved;
        if (!authenticated)
            GiveUp(ClientFault.AuthenticationNotPossible, null);
    }
}
