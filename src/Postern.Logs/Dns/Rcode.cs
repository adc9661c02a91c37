namespace Postern.Logs.Dns;

/// <summary>Response codes by their mnemonics (IANA, DNS RCODEs): the outcome words of look-ups.</summary>
static class Rcode
{
    static readonly string?[] Names =
    [
        "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH",
        "NOTZONE", "DSOTYPENI", null, null, null, null, "BADVERS", "BADKEY", "BADTIME", "BADMODE", "BADNAME", "BADALG",
        "BADTRUNC", "BADCOOKIE",
    ];

    /// <summary>The mnemonic of a number; <c>RCODE&lt;n&gt;</c> when it has none.</summary>
    public static string Of(int number) => number >= 0 && number < Names.Length && Names[number] is { } name ? name : $"RCODE{number}";

    /// <summary>The word for a mnemonic as logged, or null when it is none; <c>RCODE&lt;n&gt;</c> is one up to 4095.</summary>
    public static string? Word(ReadOnlySpan<byte> mnemonic)
    {
        foreach (var name in Names)
        {
            if (name is not null && System.Text.Ascii.EqualsIgnoreCase(mnemonic, name))
                return name;
        }
        return mnemonic.StartsWith("RCODE"u8) && Time.StampText.Number(mnemonic[5..], out var number) && number <= 4095
            ? Of(number)
            : null;
    }
}
