using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Postern.Testing;

namespace Postern.Gate.Tests.RealPeers;

/// <summary>Another mail server as the peer of a gate, with the settings of docs/peers.md: takes mail for x@peer-b.test from whoever shows
/// one known key, and hands its own mail for circle.test to one place only. It asks no DNS.</summary>
abstract class PeerServer : RealServer
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The names of those that there are.</summary>
    public static TheoryData<string> Names { get; } = ["postfix", "exim"];

    /// <summary>Where it takes mail.</summary>
    public IPEndPoint EndPoint { get; } = new(IPAddress.Loopback, LoopbackPort.Free());

    /// <summary>Port where it takes anybody's mail for the gate, in clear: the desk of a user of the peer's.</summary>
    public int SubmissionPort { get; } = LoopbackPort.Free();

    /// <summary>Where mail for x@peer-b.test lies.</summary>
    public string Mailbox => Of("mail/x");

    /// <summary>What its log says of a message that it tries again later.</summary>
    public abstract string Deferred { get; }

    /// <summary>Starts one, with the key of <c>peer-b</c>.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="known">The certificate of the gate, as its client and as its server.</param>
    /// <param name="gate">Where its own mail for circle.test goes; null for a place where nobody is.</param>
    public static async Task<PeerServer> StartAsync(string name, X509Certificate2 known, IPEndPoint? gate = null)
    {
        PeerServer server = name == "exim" ? new EximServer() : new PostfixServer();
        await server.StartAsync(known, gate ?? new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free()));
        return server;
    }

    /// <summary>Starts it.</summary>
    protected abstract Task StartAsync(X509Certificate2 known, IPEndPoint gate);

    /// <summary>The settings that stand in docs/peers.md for a server, for the gate and the folder of a test.</summary>
    /// <param name="language">The mark of their block.</param>
    /// <param name="folder">The folder in which they have certificates.</param>
    /// <param name="gate">Where the gate is.</param>
    protected string Documented(string language, string folder, IPEndPoint gate)
    {
        var (certificate, key) = WriteCertificate(SomeCertificates.Of("peer-b"));
        var block = Regex.Match(File.ReadAllText(Checkout.Path("docs", "peers.md")), $"(?s)```{language}\n(.*?)```", RegexOptions.None, Patience);
        Assert.True(block.Success, $"docs/peers.md has no block {language}");
        return block.Groups[1].Value
            .Replace($"{folder}/north.crt", certificate, StringComparison.Ordinal)
            .Replace($"{folder}/north.key", key, StringComparison.Ordinal)
            .Replace($"{folder}/circle.crt", Of("circle.crt"), StringComparison.Ordinal)
            .Replace("north.example", "peer-b.test", StringComparison.Ordinal)
            .Replace("circle.example", "circle.test", StringComparison.Ordinal)
            .Replace("192.0.2.1]:25", $"{gate.Address}]:{gate.Port}", StringComparison.Ordinal)
            .Replace("192.0.2.1::25", $"{gate.Address}::{gate.Port}", StringComparison.Ordinal)
            .Replace("192.0.2.2", "127.0.0.3", StringComparison.Ordinal);
    }
}
