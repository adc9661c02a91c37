using System.Buffers;
using System.Text;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Smtp.Tests.Server;

/// <summary>A server session with a policy that accepts, unless told otherwise: says what it is sent and gives back what it answers.</summary>
sealed class ServerDialogue
{
    readonly ArrayBufferWriter<byte> replies = new();

    public ServerDialogue(SmtpChannel channel = SmtpChannel.Tls, SmtpServerOptions? options = null)
    {
        Options = options ?? new SmtpServerOptions { HostName = "mx.circle.test" };
        Session = new SmtpServerSession(Options, channel);
    }

    public SmtpServerOptions Options { get; }

    public SmtpServerSession Session { get; }

    public SessionTerms Terms { get; set; } = new() { MaximumSize = 1 << 20, Mechanisms = SaslMechanisms.ScramSha256 | SaslMechanisms.Plain | SaslMechanisms.External };

    /// <summary>Answers first; null leaves the question to the accepting policy.</summary>
    public Func<SmtpQuestion, SmtpVerdict?> Policy { get; set; } = _ => null;

    public ArrayBufferWriter<byte> Content { get; } = new();

    public List<SmtpQuestion> Questions { get; } = [];

    public List<SmtpNotice> Notices { get; } = [];

    public SmtpStep Last { get; private set; }

    public IEnumerable<RefusalReason> Reasons => Notices.OfType<RefusedNotice>().Select(n => n.Refusal.Reason);

    public IEnumerable<TransactionEnd> Ends => Notices.OfType<TransactionNotice>().Select(n => n.End);

    /// <summary>Sends text with its line ends and returns all that was answered.</summary>
    public string Say(string text) => Say(Encoding.Latin1.GetBytes(text));

    public string Say(ReadOnlyMemory<byte> octets) => Say(new ReadOnlySequence<byte>(octets));

    public string Say(ReadOnlySequence<byte> input)
    {
        while (true)
        {
            Last = Session.Advance(ref input, replies, Content);
            if (Last == SmtpStep.NeedVerdict)
            {
                Questions.Add(Session.Question!);
                Session.Answer(Policy(Session.Question!) ?? Consent(Session.Question!));
            }
            else if (Last == SmtpStep.Notice)
                Notices.Add(Session.Notice!);
            else
                break;
        }
        var answer = Encoding.ASCII.GetString(replies.WrittenSpan);
        replies.ResetWrittenCount();
        return answer;
    }

    /// <summary>The codes of the replies, a multi-line reply once.</summary>
    public string Codes(string text) => CodesOf(Say(text));

    public static string CodesOf(string answer) =>
        string.Join(' ', answer.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(l => l[3] == ' ').Select(l => l[..3]));

    SmtpVerdict Consent(SmtpQuestion question) => question switch
    {
        OpenQuestion => SmtpVerdict.Admit(Terms),
        VerifierQuestion => SmtpVerdict.Challenge(ScramVerifier.Of("pencil", "salt"u8.ToArray(), 4096), "server-nonce-of-18"),
        _ => SmtpVerdict.Accept,
    };
}
