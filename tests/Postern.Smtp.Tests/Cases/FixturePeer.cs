using System.Net;
using Postern.Smtp.Addresses;

namespace Postern.Smtp.Tests.Cases;

/// <summary>An approved peer of the wire cases' fixture.</summary>
sealed record FixturePeer(
    string Name, IPAddress Address, IReadOnlyList<MailDomain> SenderDomains, IReadOnlyList<string> Pins, string? Password = null, bool IsRetired = false)
{
    /// <summary>The peers of the fixture at the file's head.</summary>
    public static IReadOnlyList<FixturePeer> All { get; } =
    [
        new("peer-a", IPAddress.Parse("127.0.0.2"), [MailDomain.Parse("peer-a.test"), MailDomain.Parse("a2.peer-a.test")], ["peer-a", "peer-a-next"]),
        new("peer-b", IPAddress.Parse("127.0.0.3"), [MailDomain.Parse("peer-b.test")], ["peer-b"]),
        new("peer-c", IPAddress.Parse("127.0.0.4"), [MailDomain.Parse("peer-c.test")], [], Password: "correct horse battery"),
        new("peer-r", IPAddress.Parse("127.0.0.5"), [MailDomain.Parse("peer-r.test")], [], IsRetired: true),
    ];

    /// <summary>The key in a certificate of the fixture: renewal changes the certificate, not the key.</summary>
    public static string KeyOf(string certificate) => certificate == "peer-a-renewed" ? "peer-a" : certificate;
}
