using Postern.Gate.Tests.Outbound;
using Postern.Ledger.Sealing;
using Postern.Smtp.Client;

namespace Postern.Gate.Tests.RealPeers;

/// <summary>Mail that leaves a gate to servers that people run.</summary>
public class OutgoingTests
{
    const string Message = "From: <alice@circle.test>\r\nTo: <x@peer-b.test>\r\nSubject: t\r\n\r\none\r\n.two\r\n.\r\nthree\r\n";

    [Theory]
    [MemberData(nameof(PeerServer.Names), MemberType = typeof(PeerServer))]
    public async Task A_peer_takes_a_message_from_the_key_that_it_knows(string name)
    {
        await using var peer = await PeerServer.StartAsync(name, SomeCertificates.Of("circle"));
        await using var gate = new OutboundHarness(settings: To(peer));
        var result = await gate.AttemptAsync(gate.Message(Message, "x@peer-b.test", "nobody@peer-b.test"));
        Assert.True(result.Outcomes[0].Status == DeliveryStatus.Delivered, $"{result.Outcomes[0]}\n{peer.Log()}");
        Assert.Equal((DeliveryStatus.Failed, "5.1.1"), (result.Outcomes[1].Status, $"{result.Outcomes[1].Code}"));
        // Only a server that announces DSN does.
        Assert.Equal(name == "postfix", result.TakesOverReports);
        Assert.Equal(["", "one", ".two", ".", "three"], (await peer.MessageInAsync(peer.Mailbox))[^5..]);
        await gate.CloseSessionsAsync();
        Assert.StartsWith("ok out TLSv1.3", Assert.Single(gate.Entries(EntryKind.TlsOutcome)), StringComparison.Ordinal);
    }

    // Postfix says so; Exim ends the handshake, which looks like a connection that was lost.
    [Theory]
    [InlineData("postfix", DeliveryStatus.Failed)]
    [InlineData("exim", DeliveryStatus.Deferred)]
    public async Task A_peer_refuses_another_key_and_nothing_of_the_message_was_sent(string name, DeliveryStatus status)
    {
        await using var peer = await PeerServer.StartAsync(name, SomeCertificates.Of("somebody-else"));
        await using var gate = new OutboundHarness(settings: To(peer));
        var outcome = (await gate.AttemptAsync(gate.Message(Message, "x@peer-b.test"))).Outcomes[0];
        Assert.True(outcome.Status == status, $"{outcome}\n{peer.Log()}");
        Assert.False(Directory.Exists(peer.Mailbox));
    }

    [Theory]
    [MemberData(nameof(PeerServer.Names), MemberType = typeof(PeerServer))]
    public async Task A_peer_with_another_key_than_the_route_s_gets_nothing(string name)
    {
        await using var peer = await PeerServer.StartAsync(name, SomeCertificates.Of("circle"));
        await using var gate = new OutboundHarness(settings: To(peer, key: "peer-b-next"));
        var outcome = (await gate.AttemptAsync(gate.Message(Message, "x@peer-b.test"))).Outcomes[0];
        Assert.Equal(DeliveryStatus.Deferred, outcome.Status);
        Assert.Single(gate.Alarms.Standing);
        Assert.False(Directory.Exists(peer.Mailbox));
    }

    [Fact]
    public async Task Dovecot_takes_mail_for_a_mailbox_by_lmtp()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var gate = new OutboundHarness(settings: text => $"{text}delivery: {{lmtp: '{dovecot.Socket}'}}\n");
        var outcome = (await gate.AttemptAsync(gate.Message(Message, "alice@circle.test"))).Outcomes[0];
        Assert.True(outcome.Status == DeliveryStatus.Delivered, $"{outcome}\n{dovecot.Log()}");
        var lines = await dovecot.MessageInAsync(dovecot.Mailbox("alice"));
        Assert.Equal("Return-Path: <alice@circle.test>", lines[0]);
        Assert.Equal(["", "one", ".two", ".", "three"], lines[^5..]);
    }

    static Func<string, string> To(PeerServer peer, string key = "peer-b") => text => text
        .Replace("127.0.0.3:2600", $"{peer.EndPoint}", StringComparison.Ordinal)
        .Replace($"{SomeSettings.Pin("peer-b-server")}", $"{SomeCertificates.Pin(key)}", StringComparison.Ordinal);
}
