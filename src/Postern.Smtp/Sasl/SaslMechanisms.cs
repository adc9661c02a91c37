namespace Postern.Smtp.Sasl;

/// <summary>SASL mechanisms, strongest first as they are announced. They are offered inside TLS only.</summary>
[Flags]
public enum SaslMechanisms
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EXTERNAL: the key that TLS has shown (RFC 4422 Appendix A).</summary>
    External = 1,

    /// <summary>SCRAM-SHA-256, without channel binding (RFC 5802, RFC 7677).</summary>
    ScramSha256 = 2,

    /// <summary>PLAIN (RFC 4616).</summary>
    Plain = 4,
}

/// <summary>Mechanisms by their names.</summary>
static class SaslNames
{
    static readonly (SaslMechanisms Mechanism, string Name)[] All =
    [
        (SaslMechanisms.External, "EXTERNAL"), (SaslMechanisms.ScramSha256, "SCRAM-SHA-256"), (SaslMechanisms.Plain, "PLAIN"),
    ];

    /// <summary>Names with a blank between them, in the order of strength.</summary>
    public static string List(SaslMechanisms mechanisms) =>
        string.Join(' ', All.Where(m => mechanisms.HasFlag(m.Mechanism)).Select(m => m.Name));

    /// <summary>The mechanism of a name, whatever its case; None when unknown.</summary>
    public static SaslMechanisms Of(ReadOnlySpan<byte> name)
    {
        foreach (var (mechanism, known) in All)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, known))
                return mechanism;
        }
        return SaslMechanisms.None;
    }
}
