using System.Buffers;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Commands;

/// <summary>A command line without its CR LF: a verb and what follows it.</summary>
readonly ref struct CommandLine
{
    // Everything below space, and DEL: a command is printable (RFC 5321 §2.4), a blank is a space (§4.1.1).
    static readonly SearchValues<byte> Control =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), 0x7f]);

    CommandLine(SmtpVerb verb, ReadOnlySpan<byte> argument)
    {
        Verb = verb;
        Argument = argument;
    }

    /// <summary>The verb.</summary>
    public SmtpVerb Verb { get; }

    /// <summary>What follows the verb and one space, without spaces at the end.</summary>
    public ReadOnlySpan<byte> Argument { get; }

    /// <summary>Takes a line apart.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out CommandLine command, out RefusalReason refusal)
    {
        command = new CommandLine(SmtpVerb.Unknown, default);
        refusal = RefusalReason.CommandMalformed;
        if (line.IndexOfAny(Control) >= 0)
            return false;
        line = line.TrimEnd((byte)' ');
        var end = line.IndexOf((byte)' ');
        var verb = SmtpVerbs.Of(end < 0 ? line : line[..end]);
        command = new CommandLine(verb, end < 0 ? default : line[(end + 1)..]);
        refusal = RefusalReason.CommandUnknown;
        return verb != SmtpVerb.Unknown;
    }
}
