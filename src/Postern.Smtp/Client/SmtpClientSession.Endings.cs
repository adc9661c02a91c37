using Postern.Smtp.Content;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Client;

public sealed partial class SmtpClientSession
{
    /// <summary>Says that there is no message left.</summary>
    public void Quit()
    {
        RequireStep(ClientStep.Ready);
        pending = null;
        quitting = true;
    }

    /// <summary>Tells the session what came from outside the dialogue.</summary>
    public void Interrupt(SmtpInterrupt cause)
    {
        if (pending == ClientStep.Close)
            return;
        if (cause == SmtpInterrupt.ShuttingDown)
            quitting = true;
        else if (outstanding.TryPeek(out var command) && command == ClientCommand.Quit)
            Finish(new ClientEnd(ClientFault.None, null, DeliveryStatus.Deferred));
        else
            GiveUp(cause == SmtpInterrupt.TimedOut ? ClientFault.TimedOut : ClientFault.ConnectionLost, null);
    }

    void GiveUp(ClientFault fault, SmtpReply? reply)
    {
        // A farewell, where one can be said: nothing waits for its answer.
        if (fault is (ClientFault.Refused or ClientFault.TlsNotOffered or ClientFault.AuthenticationNotPossible)
            && pending != ClientStep.NeedContent && reply?.Code != 421)
            output.WriteText("QUIT\r\n");
        var status = fault == ClientFault.Refused && reply is { IsPermanent: true } ? DeliveryStatus.Failed : DeliveryStatus.Deferred;
        Finish(new ClientEnd(fault, reply, status));
    }

    void Finish(ClientEnd end)
    {
        End = end;
        AbandonTransaction(end);
        outstanding.Clear();
        Step(ClientStep.Close);
    }
}
