using System.Security.Cryptography;
using System.Text;
using Postern.Smtp.Sasl;

namespace Postern.Gate.Policy;

/// <summary>Verifiers of users that do not exist, always the same for the same name, so that names cannot be tried out (RFC 5802 §9).</summary>
/// <param name="secret">Random octets of this process.</param>
sealed class DecoyVerifiers(byte[] secret)
{
    /// <summary>The verifier of a name. No password fits it.</summary>
    public ScramVerifier For(string user, int iterations) =>
        new(Octets("salt", user)[..16], iterations, Octets("stored", user), Octets("server", user));

    byte[] Octets(string use, string user) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{use}\0{user}"));
}
