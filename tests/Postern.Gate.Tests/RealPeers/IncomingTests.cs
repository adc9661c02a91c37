using System.Diagnostics;
using System.Net;
using Postern.Gate.Tests.Hosting;
using Postern.Testing;

namespace Postern.Gate.Tests.RealPeers;

/// <summary>Mail that comes to a whole gate from programs that people run, and the whole way through it and out again.</summary>
public class IncomingTests
{
    [Theory]
    [InlineData("peer-a", 0)]
    [InlineData("peer-a-next", 0)]
    [InlineData("rogue-a", null)]
    public async Task Swaks_with_a_client_certificate_is_the_peer_whose_key_it_is(string key, int? exitCode)
    {
        Require.Program("swaks");
        await using var gate = new GateHouse();
        await gate.StartAsync();
        var (certificate, privateKey) = SomeCertificates.Pem(key);
        var (certificateFile, keyFile) = (Path.Combine(gate.Folder, "swaks.crt"), Path.Combine(gate.Folder, "swaks.key"));
        await File.WriteAllTextAsync(certificateFile, certificate, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(keyFile, privateKey, TestContext.Current.CancellationToken);
        var (code, said) = await SwaksAsync(
            gate.Clear, "--tls", "--tls-cert", certificateFile, "--tls-key", keyFile, "--local-interface", "127.0.0.2", "--from", "m@peer-a.test", "--to", "alice@circle.test");
        Assert.True(exitCode is { } wanted ? code == wanted : code != 0, said);
        while (exitCode == 0 && Messages(gate, "alice").Length == 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await gate.StopAsync();
        Assert.Equal(exitCode == 0 ? 1 : 0, Messages(gate, "alice").Length);
    }

    [Theory]
    [MemberData(nameof(PeerServer.Names), MemberType = typeof(PeerServer))]
    public async Task A_peer_delivers_to_the_gate_that_it_pins(string name)
    {
        await using var gate = Pinned();
        await gate.StartAsync();
        await using var peer = await PeerServer.StartAsync(name, SomeCertificates.Of("mx")!, gate.Clear);
        await SubmitAsync(peer);
        var message = await peer.MessageInAsync(Path.Combine(gate.MailFolder, "alice"));
        Assert.Contains(message, l => l.StartsWith("Received: from mx.peer-b.test", StringComparison.Ordinal));
        Assert.Equal("by hand", message.Last(l => l.Length > 0));
    }

    [Theory]
    [MemberData(nameof(PeerServer.Names), MemberType = typeof(PeerServer))]
    public async Task A_peer_that_pins_another_key_delivers_nothing(string name)
    {
        await using var gate = Pinned();
        await gate.StartAsync();
        await using var peer = await PeerServer.StartAsync(name, SomeCertificates.Of("peer-a")!, gate.Clear);
        await SubmitAsync(peer);
        while (!peer.Log().Contains(peer.Deferred, StringComparison.Ordinal))
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(Messages(gate, "alice"));
    }

    [Theory]
    [MemberData(nameof(PeerServer.Names), MemberType = typeof(PeerServer))]
    public async Task A_user_s_message_goes_through_the_gate_to_a_peer(string name)
    {
        await using var peer = await PeerServer.StartAsync(name, SomeCertificates.Of("mx")!);
        await using var gate = Pinned();
        gate.Text = gate.Text.Replace("127.0.0.3:2600", $"{peer.EndPoint}", StringComparison.Ordinal)
            .Replace($"{SomeCertificates.Pin("peer-b-server")}", $"{SomeCertificates.Pin("peer-b")}", StringComparison.Ordinal);
        gate.Write();
        await gate.StartAsync();
        var (code, said) = await SwaksAsync(gate.Submission, "--tls-on-connect", "--auth", "PLAIN", "--auth-user", "alice",
            "--auth-password", "alice's password", "--from", "alice@circle.test", "--to", "x@peer-b.test", "--body", "by hand");
        Assert.True(code == 0, said);
        Assert.Equal("by hand", (await peer.MessageInAsync(peer.Mailbox)).Last(l => l.Length > 0));
    }

    static GateHouse Pinned()
    {
        var gate = new GateHouse();
        gate.Text = gate.Text.Replace($"{SomeCertificates.Pin("peer-b")}", $"{SomeCertificates.Pin("peer-b")}", StringComparison.Ordinal);
        gate.Write();
        return gate;
    }

    static async Task SubmitAsync(PeerServer peer)
    {
        Require.Program("swaks");
        var (code, said) = await SwaksAsync(new IPEndPoint(IPAddress.Loopback, peer.SubmissionPort),
            "--from", "x@peer-b.test", "--to", "alice@circle.test", "--body", "by hand");
        Assert.True(code == 0, said);
    }

    static string[] Messages(GateHouse gate, string mailbox) =>
        Path.Combine(gate.MailFolder, mailbox, "new") is var folder && Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    static async Task<(int Code, string Said)> SwaksAsync(IPEndPoint server, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("swaks", ["--server", $"{server}", "--ehlo", "mx.peer-a.test", "--timeout", "20", .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }
}
