using Postern.Contacts;
using Postern.Gate.Delivery;
using Postern.Ledger.Sqlite;
using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;

namespace Postern.Gate.Queue;

/// <summary>The queue's rows, written and read through the statements of one connection.</summary>
static class QueueRows
{
    /// <summary>Inserts a message and its recipients.</summary>
    public static void Insert(QueueStatements statements, QueuedMessage message, long entry)
    {
        var parameters = message.Parameters;
        var row = statements["queue-message-insert"];
        row.Bind(1, message.Id.Value).Bind(2, UnixTime.From(message.Received)).Bind(3, entry)
            .BindText(4, message.Party).Bind(5, (int)message.Purpose)
            .Text(6, message.ReversePath?.ToString())
            .Bind(7, (int)parameters.Body).Bind(8, parameters.Utf8 ? 1 : 0).Bind(9, (int)parameters.Return)
            .Text(10, parameters.EnvelopeId).Bind(11, parameters.RequireTls ? 1 : 0)
            .Bind(12, parameters.Priority ?? long.MinValue, long.MinValue)
            .Bind(13, message.HasEightBit ? 1 : 0).BindText(14, message.Trace)
            .Bind(15, message.Content.Length - message.Trace.Length);
        if (message.Octets is { } octets)
            row.BindBlob(16, octets.Span);
        else
            row.BindNull(16);
        row.Text(17, message.SpoolFile).Run();
        foreach (var recipient in message.Recipients)
            Insert(statements, message.Id, recipient);
    }

    /// <summary>Says anew where a recipient's copy stands.</summary>
    public static void Update(QueueStatements statements, MessageId message, QueuedRecipient recipient) =>
        statements["queue-recipient-update"].Bind(1, message.Value).Bind(2, recipient.Place)
            .Bind(3, (int)recipient.State).Bind(4, recipient.Attempts).Bind(5, UnixTime.From(recipient.Next))
            .Bind(6, recipient.IsNoticed ? 1 : 0).BindText(7, recipient.LastText).Run();

    /// <summary>Lets go of a recipient, and of the message with its last one.</summary>
    public static void Delete(QueueStatements statements, MessageId message, QueuedRecipient recipient)
    {
        statements["queue-recipient-delete"].Bind(1, message.Value).Bind(2, recipient.Place).Run();
        statements["queue-message-delete"].Bind(1, message.Value).Run();
    }

    /// <summary>Reads a message with its recipients; null when nobody is to have it any more.</summary>
    public static QueuedMessage? Read(QueueStatements statements, MessageId id, IMailFolder spool)
    {
        var recipients = Recipients(statements["queue-recipients-read"].Reset().Bind(1, id.Value));
        var row = statements["queue-message-read"].Reset().Bind(1, id.Value);
        try
        {
            return recipients.Count > 0 && row.Step() ? Message(row, id, recipients, spool) : null;
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>Reads a message without its octets; null when nobody is to have it any more.</summary>
    public static QueueListing? List(QueueStatements statements, MessageId id)
    {
        var recipients = Recipients(statements["queue-recipients-read"].Reset().Bind(1, id.Value));
        var row = statements["queue-message-read"].Reset().Bind(1, id.Value);
        try
        {
            return recipients.Count > 0 && row.Step()
                ? new QueueListing(id, Instant(row.Number(0)), row.Text(1), (MessagePurpose)row.Number(2), Sender(row), row.Number(12), recipients)
                : null;
        }
        finally
        {
            row.Reset();
        }
    }

    static Mailbox? Sender(SqliteStatement row) => row.IsNull(3) ? null : Mailbox.Parse(row.Text(3));

    static QueuedMessage Message(SqliteStatement row, MessageId id, IReadOnlyList<QueuedRecipient> recipients, IMailFolder spool)
    {
        var trace = row.Text(11);
        ReadOnlyMemory<byte>? octets = row.IsNull(13) && !row.IsNull(14) ? null : row.Bytes(13).ToArray();
        var file = row.IsNull(14) ? null : row.Text(14);
        return new QueuedMessage
        {
            Id = id,
            Received = Instant(row.Number(0)),
            Party = row.Text(1),
            Purpose = (MessagePurpose)row.Number(2),
            ReversePath = Sender(row),
            Parameters = new MailParameters
            {
                Body = (BodyKind)row.Number(4),
                Utf8 = row.Number(5) != 0,
                Return = (DsnReturn)row.Number(6),
                EnvelopeId = row.IsNull(7) ? null : row.Text(7),
                RequireTls = row.Number(8) != 0,
                Priority = row.IsNull(9) ? null : (int)row.Number(9),
            },
            HasEightBit = row.Number(10) != 0,
            Trace = trace,
            Octets = octets,
            SpoolFile = file,
            Content = file is null ? MessageContent.Of(trace, octets!.Value) : MessageContent.Of(trace, spool, file, row.Number(12)),
            Recipients = recipients,
        };
    }

    static List<QueuedRecipient> Recipients(SqliteStatement rows)
    {
        List<QueuedRecipient> recipients = [];
        while (rows.Step())
        {
            var path = rows.Text(1) == Mailbox.Postmaster.ToString() ? Mailbox.Postmaster : Mailbox.Parse(rows.Text(1));
            var parameters = new RecipientParameters
            {
                Notify = (DsnNotify)rows.Number(2),
                OriginalRecipient = rows.IsNull(3) ? null : rows.Text(3),
            };
            recipients.Add(new QueuedRecipient((int)rows.Number(0), path, parameters, Destination(rows.Text(4)))
            {
                State = (RecipientState)rows.Number(5),
                Attempts = (int)rows.Number(6),
                Next = Instant(rows.Number(7)),
                IsNoticed = rows.Number(8) != 0,
                LastText = rows.Text(9),
            });
        }
        rows.Reset();
        return recipients;
    }

    static void Insert(QueueStatements statements, MessageId message, QueuedRecipient recipient) =>
        statements["queue-recipient-insert"].Bind(1, message.Value).Bind(2, recipient.Place).BindText(3, recipient.Path.ToString())
            .Bind(4, (int)recipient.Parameters.Notify).Text(5, recipient.Parameters.OriginalRecipient)
            .BindText(6, recipient.Destination.ToString()).Bind(7, (int)recipient.State).Bind(8, recipient.Attempts)
            .Bind(9, UnixTime.From(recipient.Next)).Bind(10, recipient.IsNoticed ? 1 : 0).BindText(11, recipient.LastText).Run();

    static SqliteStatement Text(this SqliteStatement statement, int parameter, string? text) =>
        text is null ? statement.BindNull(parameter) : statement.BindText(parameter, text);

    /// <summary>A destination of a row.</summary>
    /// <exception cref="InvalidDataException">Another program changed it.</exception>
    public static QueueDestination Destination(string text) =>
        QueueDestination.TryParse(text, out var destination) ? destination : throw new InvalidDataException($"\"{text}\" is no destination");

    /// <summary>An instant of a row.</summary>
    public static DateTimeOffset Instant(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);
}
