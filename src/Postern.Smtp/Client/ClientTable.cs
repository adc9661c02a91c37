namespace Postern.Smtp.Client;

/// <summary>What a reply answers.</summary>
enum ClientCommand
{
    /// <summary>The connection.</summary>
    Greeting,

    /// <summary>EHLO or LHLO.</summary>
    Hello,

    /// <summary>STARTTLS.</summary>
    StartTls,

    /// <summary>AUTH or a line of its exchange.</summary>
    Auth,

    /// <summary>MAIL.</summary>
    Mail,

    /// <summary>RCPT.</summary>
    Rcpt,

    /// <summary>DATA.</summary>
    Data,

    /// <summary>The end of the content: the final dot, or BDAT LAST.</summary>
    Content,

    /// <summary>RSET.</summary>
    Reset,

    /// <summary>QUIT.</summary>
    Quit,
}

/// <summary>What a reply makes the client do.</summary>
enum ClientAction
{
    /// <summary>Go on.</summary>
    Proceed,

    /// <summary>Go on in the middle of something: an AUTH exchange, or the content.</summary>
    Continue,

    /// <summary>Note the refusal and go on with what is left of the transaction.</summary>
    Note,

    /// <summary>End the session.</summary>
    GiveUp,

    /// <summary>End the session: this reply cannot stand here.</summary>
    Violation,
}

/// <summary>Which reply to which command does what, by the reply's first digit (RFC 5321 §4.3.2).</summary>
static class ClientTable
{
    static readonly ClientAction[][] Actions =
    [
        //              2yz                   3yz                     4yz                  5yz
        /* Greeting */ [ClientAction.Proceed, ClientAction.Violation, ClientAction.GiveUp, ClientAction.GiveUp],
        /* Hello    */ [ClientAction.Proceed, ClientAction.Violation, ClientAction.GiveUp, ClientAction.GiveUp],
        /* StartTls */ [ClientAction.Proceed, ClientAction.Violation, ClientAction.GiveUp, ClientAction.GiveUp],
        /* Auth     */ [ClientAction.Proceed, ClientAction.Continue, ClientAction.GiveUp, ClientAction.GiveUp],
        /* Mail     */ [ClientAction.Proceed, ClientAction.Violation, ClientAction.Note, ClientAction.Note],
        /* Rcpt     */ [ClientAction.Proceed, ClientAction.Violation, ClientAction.Note, ClientAction.Note],
        /* Data     */ [ClientAction.Violation, ClientAction.Continue, ClientAction.Note, ClientAction.Note],
        /* Content  */ [ClientAction.Proceed, ClientAction.Violation, ClientAction.Note, ClientAction.Note],
        /* Reset    */ [ClientAction.Proceed, ClientAction.Violation, ClientAction.GiveUp, ClientAction.GiveUp],
        /* Quit     */ [ClientAction.Proceed, ClientAction.Proceed, ClientAction.Proceed, ClientAction.Proceed],
    ];

    /// <summary>The action; 421 ends the session wherever it comes (RFC 5321 §3.8), and to QUIT nothing matters any more.</summary>
    public static ClientAction Action(ClientCommand command, int code) =>
        code == 421 && command != ClientCommand.Quit ? ClientAction.GiveUp : Actions[(int)command][code / 100 - 2];
}
