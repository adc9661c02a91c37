using Postern.Gate.Configuration;
using Postern.Gate.Delivery;

namespace Postern.Gate.Tests.Delivery;

/// <summary>Deliveries of one message by itself.</summary>
static class OneDelivery
{
    public static MaildirResult Deliver(this Maildir maildir, LocalMailbox mailbox, MaildirMessage message, bool mayBeThere)
    {
        var delivery = new MaildirDelivery(message, mayBeThere);
        maildir.Deliver(mailbox.Name, [delivery]);
        return delivery.Result!;
    }
}
