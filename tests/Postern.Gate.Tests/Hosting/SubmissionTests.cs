using System.Net;
using System.Text;
using Postern.Ledger.Sealing;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Hosting;

/// <summary>Mail of the owner's own, over real sockets (RFC 6409).</summary>
public sealed class SubmissionTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Date: Mon, 1 Jan 2024 00:00:00 +0000\r\nMessage-ID: <x@circle.test>\r\n", false, false)]
    [InlineData("Date: Mon, 1 Jan 2024 00:00:00 +0000\r\n", false, true)]
    [InlineData("Message-ID: <x@circle.test>\r\n", true, false)]
    [InlineData("", true, true)]
    public async Task Date_and_message_id_are_added_where_they_are_missing_and_nothing_else(string has, bool addsDate, bool addsId)
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        // In a row, and from a spool file.
        var sent = new[] { "short\r\n", string.Concat(Enumerable.Repeat("seventy octets of a text that is larger than a row of the queue takes\r\n", 3_000)) }
            .Select(body => $"From: Alice <alice@circle.test>\r\n{has}Subject: t\r\n\r\n{body}").ToList();
        await using (var own = await OpenAsync(house))
        {
            foreach (var content in sent)
                await own.SendAsync("alice@circle.test", "bob@circle.test", content, Cancellation);
        }
        await house.Server.Runner.WhenIdleAsync();
        var mail = house.Mail();
        Assert.Equal(2, mail.Count);
        foreach (var (_, id, octets) in mail)
        {
            var text = Encoding.Latin1.GetString(octets);
            var content = Assert.Single(sent, c => text.EndsWith(c, StringComparison.Ordinal));
            var ours = text[..^content.Length].Split("\r\n").Where(l => l.Length > 0 && l[0] is not '\t').ToList();
            Assert.StartsWith("Return-Path: <alice@circle.test>", ours[0], StringComparison.Ordinal);
            Assert.StartsWith("Received: from ", ours[1], StringComparison.Ordinal);
            Assert.Equal(
                [.. addsDate ? ["Date"] : Array.Empty<string>(), .. addsId ? [$"Message-ID: <{id}@mx.circle.test>"] : Array.Empty<string>()],
                ours.Skip(2).Select(l => l.StartsWith("Date: ", StringComparison.Ordinal) ? "Date" : l));
        }
    }

    [Fact]
    public async Task An_author_of_another_domain_is_refused_with_the_reason()
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        await using (var own = await OpenAsync(house))
        {
            Assert.Contains("550 5.7.1 Author not allowed", await RefusedAsync(house, "From: \"alice@circle.test\" <ceo@peer-b.test>\r\n\r\n"), StringComparison.Ordinal);
            Assert.Contains("554 5.6.0 Message refused: no From", await RefusedAsync(house, "Subject: t\r\n\r\n"), StringComparison.Ordinal);
            Assert.Contains("554 5.6.0 Message refused: its From", await RefusedAsync(house, "From: alice@circle.test <ceo@peer-b.test>\r\n\r\n"), StringComparison.Ordinal);
            await own.SendAsync("alice@circle.test", "bob@circle.test", "From: alice@circle.test\r\n\r\n", Cancellation);
        }
        await house.Server.Runner.WhenIdleAsync();
        Assert.Single(house.Mail());
        await house.StopAsync();
        var refused = house.Entries().Where(e => e.Entry.Kind == EntryKind.Refused).Select(e => $"{e.Entry.Text(EntryField.Reason)}: {e.Entry.Text(EntryField.Kept)}");
        Assert.Equal(["AuthorNotAllowed: host intranet as ceo@peer-b.test", "HeaderMalformed: ", "HeaderMalformed: "], refused);
    }

    [Fact]
    public async Task A_peer_s_message_is_passed_on_as_it_came_unless_its_authors_are_to_be_its_own()
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        const string Foreign = "From: somebody@outside.example\r\n\r\nx\r\n";
        await using (var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a"), Cancellation))
            await peer.SendAsync("m@peer-a.test", "alice@circle.test", Foreign, Cancellation);
        await house.Server.Runner.WhenIdleAsync();
        var lines = Encoding.Latin1.GetString(Assert.Single(house.Mail()).Octets).Split("\r\n");
        Assert.Equal(["Return-Path: <m@peer-a.test>", "From: somebody@outside.example"], lines.TakeWhile(l => l.Length > 0).Where(l => l[0] is not ('\t' or 'R') || l.StartsWith("Return", StringComparison.Ordinal)));

        house.Text = house.Text.Replace("sender-domains: [peer-a.test, a2.peer-a.test]", "sender-domains: [peer-a.test, a2.peer-a.test]\n    author: aligned", StringComparison.Ordinal);
        house.Write();
        house.Server.Reload();
        await using (var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a"), Cancellation))
            Assert.Contains("550 5.7.1 Author not allowed", (await Assert.ThrowsAsync<IOException>(() => peer.SendAsync("m@peer-a.test", "alice@circle.test", Foreign, Cancellation))).Message, StringComparison.Ordinal);
        await using (var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a"), Cancellation))
            await peer.SendAsync("m@peer-a.test", "alice@circle.test", "From: m@a2.peer-a.test\r\n\r\n", Cancellation);
    }

    static Task<LoadSession> OpenAsync(GateHouse house) =>
        LoadSession.OpenAsync(IPAddress.Parse("127.0.0.10"), house.Submission, SomeCertificates.Of("intranet"), Cancellation);

    static async Task<string> RefusedAsync(GateHouse house, string content)
    {
        await using var own = await OpenAsync(house);
        return (await Assert.ThrowsAsync<IOException>(() => own.SendAsync("alice@circle.test", "bob@circle.test", content, Cancellation))).Message;
    }
}
