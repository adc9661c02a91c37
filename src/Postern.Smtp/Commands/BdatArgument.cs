using System.Text;

namespace Postern.Smtp.Commands;

/// <summary>The argument of BDAT: <c>chunk-size [SP LAST]</c> (RFC 3030 §2).</summary>
static class BdatArgument
{
    /// <summary>Reads the argument; a size that does not fit 63 bits is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> argument, out long size, out bool isLast)
    {
        var blank = argument.IndexOf((byte)' ');
        var digits = blank < 0 ? argument : argument[..blank];
        isLast = blank >= 0;
        size = 0;
        return digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && long.TryParse(digits, out size)
            && (blank < 0 || Ascii.EqualsIgnoreCase(argument[(blank + 1)..], "LAST"u8));
    }
}
