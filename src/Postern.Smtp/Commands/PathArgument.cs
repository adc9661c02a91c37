using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Commands;

/// <summary>What MAIL and RCPT have in common: a keyword with a colon, then a path in angle brackets.</summary>
static class PathArgument
{
    /// <summary>Takes the path off the front.</summary>
    /// <param name="argument">What follows the verb.</param>
    /// <param name="keyword"><c>FROM:</c> or <c>TO:</c>; no blank may follow it (RFC 5321 §3.3).</param>
    /// <param name="path">What stands between the brackets.</param>
    /// <param name="rest">What follows them.</param>
    /// <param name="refusal">Why not; <see cref="RefusalReason.RecipientMalformed"/> for either kind of path.</param>
    public static bool TryTake(
        ReadOnlySpan<byte> argument, ReadOnlySpan<byte> keyword,
        out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> rest, out RefusalReason refusal)
    {
        path = rest = default;
        refusal = RefusalReason.ArgumentInvalid;
        if (argument.Length < keyword.Length || !Ascii.EqualsIgnoreCase(argument[..keyword.Length], keyword))
            return false;
        argument = argument[keyword.Length..];
        refusal = RefusalReason.RecipientMalformed;
        var length = argument.StartsWith("<"u8) ? MailboxParser.PathLength(argument) : 0;
        if (length is 0 or > MailboxParser.MaximumPath)
            return false;
        path = argument[1..(length - 1)];
        rest = argument[length..];
        return true;
    }

    /// <summary>Whether a path was read; if not, the reason that its fault has.</summary>
    public static bool Accepts(PathFault fault, RefusalReason malformed, out RefusalReason refusal)
    {
        refusal = fault switch
        {
            PathFault.SourceRoute => RefusalReason.SourceRoute,
            PathFault.Utf8 => RefusalReason.Utf8NotDeclared,
            _ => malformed,
        };
        return fault == PathFault.None;
    }
}
