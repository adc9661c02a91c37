using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Postern.Smtp.Sasl;

namespace Postern.Gate.Identity;

/// <summary>A user name and what is kept of its password.</summary>
/// <param name="User">User name, compared to the octet.</param>
/// <param name="Verifier">From which the password cannot be read.</param>
public sealed record Credentials(string User, ScramVerifier Verifier)
{
    /// <summary>Without the verifier: who has it can try passwords.</summary>
    public override string ToString() => $"{nameof(Credentials)} {{ User = {User} }}";
}

/// <summary>A verifier as text: <c>SCRAM-SHA-256$iterations:salt$stored-key:server-key</c>, parts in Base64 (RFC 5803 §3).</summary>
public static class VerifierText
{
    const string Scheme = "SCRAM-SHA-256";
    const int FewestIterations = 4096; // RFC 7677 §4
    // A user who is checked costs the server as many hashes as this, so a setting must not make it stand still.
    const int MostIterations = 1_000_000;
    const int KeyOctets = 32;

    /// <summary>The text of a verifier.</summary>
    public static string Of(ScramVerifier verifier) =>
        $"{Scheme}${verifier.Iterations}:{Convert.ToBase64String(verifier.Salt)}"
        + $"${Convert.ToBase64String(verifier.StoredKey)}:{Convert.ToBase64String(verifier.ServerKey)}";

    /// <summary>Reads a verifier; false for another scheme, fewer than 4,096 iterations or more than a million, or keys of another length.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ScramVerifier? verifier)
    {
        verifier = null;
        var parts = text.Split('$');
        if (parts.Length != 3 || parts[0] != Scheme || parts[1].Split(':') is not [var count, var saltText]
            || parts[2].Split(':') is not [var storedText, var serverText])
            return false;
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < FewestIterations or > MostIterations
            || !TryDecode(saltText, out var salt) || salt.Length < 8
            || !TryDecode(storedText, out var stored) || stored.Length != KeyOctets
            || !TryDecode(serverText, out var server) || server.Length != KeyOctets)
            return false;
        verifier = new ScramVerifier(salt, iterations, stored, server);
        return true;
    }

    static bool TryDecode(string text, out byte[] octets)
    {
        octets = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, octets, out var count))
            return false;
        octets = octets[..count];
        return true;
    }
}
